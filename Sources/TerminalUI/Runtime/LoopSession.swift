/// What a running loop remembers.
struct LoopSession {
    var application: Application
    var size: Size
    var schedule = PaintSchedule()
    /// A paint that had to wait will be tried again.
    var awaitsPaint = false
    var themeName: String
    var acceptsText = false
    /// By their serials; those too that were cancelled and have not ended yet.
    private var works: [Int: Task<Void, Never>] = [:]
    private var current: [WorkKey: Int] = [:]
    private var lastSerial = 0

    init(application: Application, size: Size) {
        self.application = application
        self.size = size
        themeName = application.themeName
    }

    /// Cancels what is called the same.
    ///
    /// - Returns: the serial by which it ends.
    mutating func begin(_ key: WorkKey) -> Int {
        cancel(key)
        lastSerial += 1
        current[key] = lastSerial
        return lastSerial
    }

    mutating func keep(_ task: Task<Void, Never>, serial: Int) { works[serial] = task }

    /// False for work that was cancelled or superseded meanwhile.
    mutating func finish(_ key: WorkKey, serial: Int) -> Bool {
        works[serial] = nil
        guard current[key] == serial else { return false }
        current[key] = nil
        return true
    }

    mutating func cancel(_ key: WorkKey) {
        guard let serial = current.removeValue(forKey: key) else { return }
        works[serial]?.cancel()
    }

    mutating func cancelLoads() {
        for key in current.keys where key.isLoad { cancel(key) }
    }

    func waitForWorks() async {
        for work in works.values { await work.value }
    }
}
