import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1

/// Has the requests of one connection answered, one after the other.
///
/// A task is there for as long as a request is: one that waited for the next would keep more memory than all else that an
/// idle connection needs.
final class RequestHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// How far the latest request is read.
    private enum Reading {
        case whole
        /// Not handed over yet, for it may be whole in a moment.
        case begun(HTTPRequestHead, ByteBuffer?)
        case handedOver(BodySource)
        /// Answered, or broken: what is left of its body is for nothing.
        case leftover

        var isWhole: Bool {
            if case .whole = self { true } else { false }
        }
    }

    private let serving: RequestServing
    /// None once the connection has ended.
    private var context: ChannelHandlerContext?
    private var reading = Reading.whole
    private var isAnswering = false
    /// What has come of later requests meanwhile.
    private var waiting: CircularBuffer<HTTPServerRequestPart>?
    /// Why what comes after the latest request is none.
    private var fault: HTTPParserError?
    /// Whether it ends once all that has come is answered.
    private var isLeaving = false
    private var isShuttingDown = false
    /// Whether nothing more is written.
    private var hasEnded = false
    private var isReadHeld = false
    private var lastMoved = NIODeadline.now()
    private var patience: Scheduled<Void>?
    private lazy var peer = IPAddress.canonical(context?.remoteAddress?.ipAddress ?? "")

    init(_ serving: RequestServing) { self.serving = serving }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        serving.connections.add(context.channel)
        watchPatience(for: serving.idleTimeout)
    }

    func channelInactive(context: ChannelHandlerContext) {
        serving.connections.remove(context.channel)
        patience?.cancel()
        patience = nil
        waiting = nil
        hasEnded = true
        dropBody(ChannelError.eof)
        reading = .whole
        self.context = nil
        context.fireChannelInactive()
    }

    // MARK: What comes

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastMoved = .now()
        guard !hasEnded else { return }
        let part = unwrapInboundIn(data)
        if waiting == nil, !isAnswering || !reading.isWhole {
            take(part)
        } else {
            waiting = waiting ?? CircularBuffer(initialCapacity: 4)
            waiting?.append(part)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        handOver()
        context.fireChannelReadComplete()
    }

    /// More is read only once what has been read is taken.
    func read(context: ChannelHandlerContext) {
        isReadHeld = waiting != nil || isBodyFull
        if !isReadHeld { context.read() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            isLeaving = true
            settle()
        case is ChannelShouldQuiesceEvent:
            (isLeaving, isShuttingDown) = (true, true)
            if hasEnded { context.close(promise: nil) } else { settle() }
        default: break
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else { return context.fireErrorCaught(error) }
        fault = fault ?? error
        settle()
    }

    private func take(_ part: HTTPServerRequestPart) {
        switch (part, reading) {
        case (.head(let head), _): reading = .begun(head, nil)
        case (.body(let bytes), .begun(let head, let earlier)): reading = .begun(head, earlier.joined(with: bytes))
        case (.body(let bytes), .handedOver(let body)): body.add(bytes)
        case (.end, .begun(let head, let bytes)):
            reading = .whole
            answer(head, RequestBody(buffer: bytes ?? ByteBuffer()))
        case (.end, .handedOver(let body)):
            reading = .whole
            body.finish(nil)
        case (.end, .leftover):
            reading = .whole
            settle()
        case (.body, .whole), (.body, .leftover), (.end, .whole): break
        }
    }

    /// Has a request answered while its body arrives.
    private func handOver() {
        guard case .begun(let head, let bytes) = reading, let context else { return }
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        let (source, body) = BodySource.make(on: context.eventLoop) { handler.value.continueReading() }
        reading = .handedOver(source)
        if let bytes { source.add(bytes) }
        answer(head, RequestBody(asyncSequence: body))
    }

    /// - Parameter error: what reads the body is told of; none where it is done.
    private func dropBody(_ error: (any Error)?) {
        guard case .handedOver(let body) = reading else { return }
        body.finish(error)
        reading = .leftover
    }

    private var isBodyFull: Bool {
        guard case .handedOver(let body) = reading else { return false }
        return body.isFull
    }

    private func continueReading() {
        guard isReadHeld, waiting == nil, !isBodyFull else { return }
        isReadHeld = false
        context?.read()
    }

    // MARK: Answers

    private func answer(_ head: HTTPRequestHead, _ body: RequestBody) {
        guard let context, let request = try? HTTPRequest(head) else {
            fault = fault ?? .invalidMethod
            return settle()
        }
        isAnswering = true
        serving.connections.requestBegan(on: context.channel)
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        let connection = Connection(on: context.channel, peer: peer, logger: serving.logger)
        let (serving, channel) = (serving, context.channel)
        // Of no other task a part: what calls this is not a task.
        Task(executorPreference: LoopExecutor(context.eventLoop)) {
            let isSent = await serving.answer(Request(head: request, body: body), on: connection)
            serving.connections.requestEnded(on: channel)
            handler.value.answered(isSent: isSent, isLast: request.headerFields[.connection]?.lowercased() == "close")
        }
    }

    private func answered(isSent: Bool, isLast: Bool) {
        isAnswering = false
        guard let context else { return }
        lastMoved = .now()
        watchPatience(for: serving.idleTimeout)
        guard isSent else { return context.close(promise: nil) }
        dropBody(nil)
        if isLast {
            waiting = nil
            (isLeaving, fault) = (true, nil)
        }
        while !isAnswering, let part = waiting?.popFirst() { take(part) }
        if waiting?.isEmpty == true { waiting = nil }
        if waiting == nil { handOver() }
        settle()
        continueReading()
    }

    /// Ends the connection where nothing comes any more and all is answered.
    private func settle() {
        guard waiting == nil, !hasEnded, let context else { return }
        // A request whose body goes wrong is one, and is answered.
        if fault != nil { handOver() }
        if let fault, !reading.isWhole {
            dropBody(fault)
            (isLeaving, self.fault) = (true, nil)
        }
        guard !isAnswering else { return }
        if let fault {
            serving.refuse(fault, on: context.channel)
        } else if !isLeaving {
            return
        }
        hasEnded = true
        // A client that still sends can read the answer where only this side closes.
        context.close(mode: isShuttingDown ? .all : .output, promise: nil)
    }

    // MARK: Patience

    private func watchPatience(for time: TimeAmount) {
        guard patience == nil, let context else { return }
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        patience = context.eventLoop.scheduleTask(in: time) { handler.value.lookForIdleness() }
    }

    private func lookForIdleness() {
        patience = nil
        // The end of the answer sees to it.
        guard let context, !isAnswering || !reading.isWhole else { return }
        let left = lastMoved + serving.idleTimeout - .now()
        if left > .zero { watchPatience(for: left) } else { context.close(promise: nil) }
    }
}

extension Optional<ByteBuffer> {
    fileprivate func joined(with bytes: ByteBuffer) -> ByteBuffer {
        guard var all = self else { return bytes }
        all.writeImmutableBuffer(bytes)
        return all
    }
}
