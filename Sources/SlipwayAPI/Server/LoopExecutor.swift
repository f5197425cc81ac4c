import Hummingbird
import NIOCore

/// Runs tasks on an event loop: what is answered there without any wait wakes no other thread.
///
/// All connections of a loop wait for what one of them does there, so that all but the shortest work goes elsewhere; see
/// ``Route/isBrief``.
final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Does what may take longer than an event loop can spare.
func besideTheLoop<Value: Sendable, Failure>(
    _ work: () async throws(Failure) -> Value
) async throws(Failure) -> Value {
    try await withTaskExecutorPreference(globalConcurrentExecutor, operation: work)
}

extension ResponseBody {
    /// The same, made elsewhere than on the loop.
    var besideTheLoop: ResponseBody {
        ResponseBody(contentLength: contentLength) { writer in
            let plain = writer
            try await SlipwayAPI.besideTheLoop { try await write(plain) }
        }
    }
}
