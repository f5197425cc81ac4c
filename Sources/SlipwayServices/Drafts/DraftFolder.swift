import Synchronization

/// All drafts of one account, a file a form.
package final class DraftFolder: Sendable {
    private let path: String
    private let files = Mutex<[String: DraftFile]>([:])

    package init(path: String) { self.path = path }

    /// The same for everybody in this process, so that a form opened again finds its own lock open.
    package func file(named name: String) -> DraftFile {
        files.withLock { files in
            if let file = files[name] { return file }
            let file = DraftFile(folder: path, name: name)
            files[name] = file
            return file
        }
    }
}
