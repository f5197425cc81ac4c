import NIOCore

/// Hands the body of a request over as it arrives.
struct BodySource {
    typealias Body = NIOThrowingAsyncSequenceProducer<ByteBuffer, any Error, Strategy, Delegate>
    typealias Strategy = NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark

    private let source: Body.Source
    private let state: NIOLoopBoundBox<Bool>

    /// - Parameter more: called on the loop once the body is wanted again, after it was full.
    static func make(on loop: any EventLoop, more: @escaping @Sendable () -> Void) -> (BodySource, Body) {
        let state = NIOLoopBoundBox(false, eventLoop: loop)
        let parts = Body.makeSequence(
            backPressureStrategy: Strategy(lowWatermark: 2, highWatermark: 10), finishOnDeinit: false,
            delegate: Delegate(loop: loop, isFull: state, more: more))
        return (BodySource(source: parts.source, state: state), parts.sequence)
    }

    /// Whether what has been added is still to be taken.
    var isFull: Bool { state.value }

    func add(_ bytes: ByteBuffer) { state.value = source.yield(bytes) == .stopProducing }

    /// - Parameter error: none at its end.
    func finish(_ error: (any Error)?) {
        if let error { source.finish(error) } else { source.finish() }
    }

    struct Delegate: NIOAsyncSequenceProducerDelegate {
        fileprivate let loop: any EventLoop
        fileprivate let isFull: NIOLoopBoundBox<Bool>
        fileprivate let more: @Sendable () -> Void

        func produceMore() {
            loop.execute {
                isFull.value = false
                more()
            }
        }

        func didTerminate() { produceMore() }
    }
}
