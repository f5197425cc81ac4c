/// What a running loop remembers.
struct LoopSession {
    var application: Application
    var size: Size
    var schedule = PaintSchedule()
    /// A paint that had to wait will be tried again.
    var awaitsPaint = false
    var themeName: String
    var acceptsText = false
    /// What is shown goes into it too.
    var recording: CastRecording?
    private var recordingNumber = 0
    /// What writes into files.
    private var writers: [Task<Void, Never>] = []
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

    /// - Returns: the number by which it ends.
    mutating func begin(_ recording: CastRecording) -> Int {
        self.recording = recording
        recordingNumber += 1
        return recordingNumber
    }

    /// - Parameter number: of the one that is meant; without it the one that runs.
    mutating func endRecording(_ number: Int? = nil) {
        guard number == nil || number == recordingNumber else { return }
        recording?.end()
        recording = nil
    }

    /// Leaving waits for it, so that the file is whole.
    mutating func keepUntilEnd(_ writer: Task<Void, Never>) { writers.append(writer) }

    func waitForWorks() async {
        for work in works.values { await work.value }
        for writer in writers { await writer.value }
    }
}

/// A recording that runs.
struct CastRecording {
    private var cast: Asciicast
    private let lines: AsyncStream<String>.Continuation

    init(_ cast: Asciicast, _ lines: AsyncStream<String>.Continuation) {
        self.cast = cast
        self.lines = lines
    }

    mutating func add(_ frame: Frame, at now: ScreenInstant) {
        let added = cast.lines(for: frame, at: now)
        if !added.isEmpty { lines.yield(added) }
    }

    func end() { lines.finish() }
}
