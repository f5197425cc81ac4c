/// What a running loop remembers.
struct LoopSession {
    var application: Application
    var size: Size
    var schedule = PaintSchedule()
    /// A paint that had to wait will be tried again.
    var awaitsPaint = false
    var themeName: String
    var acceptsText = false
    private var works: [WorkKey: (serial: Int, stop: AsyncStream<Never>.Continuation)] = [:]
    private var lastSerial = 0

    init(application: Application, size: Size) {
        self.application = application
        self.size = size
        themeName = application.themeName
    }

    /// The stream ends when the work is cancelled.
    mutating func begin(_ key: WorkKey) -> (serial: Int, stop: AsyncStream<Never>) {
        cancel(key)
        lastSerial += 1
        let (stop, continuation) = AsyncStream.makeStream(of: Never.self)
        works[key] = (lastSerial, continuation)
        return (lastSerial, stop)
    }

    /// False for work that was cancelled or superseded meanwhile.
    mutating func finish(_ key: WorkKey, serial: Int) -> Bool {
        guard works[key]?.serial == serial else { return false }
        works[key] = nil
        return true
    }

    mutating func cancel(_ key: WorkKey) {
        works.removeValue(forKey: key)?.stop.finish()
    }

    mutating func cancelLoads() {
        for key in works.keys where key.isLoad { cancel(key) }
    }
}
