import SlipwayCore
import SlipwayServices

/// One page of a batch's devices, and which one it is.
struct DevicePage: Sendable {
    /// What to read, and where its key stands among all devices of the batch, from 0.
    struct Request: Hashable, Sendable {
        let position: PagePosition<UpdateBatchDevice.ID>
        let keyIndex: Int

        static let first = Request(position: .first, keyIndex: 0)

        /// The place of the page's first row, once `count` rows have come; devices never join or leave a batch.
        func offset(count: Int, total: Int) -> Int {
            switch position {
            case .first: 0
            case .after: keyIndex + 1
            case .before: max(0, keyIndex - count)
            case .last: max(0, total - count)
            }
        }
    }

    let selection: BatchDeviceSelection
    let request: Request
    let rows: [BatchDeviceRow]
}

/// What one poll of the screen brings.
struct BatchReading: Sendable {
    let page: DevicePage?
    let view: BatchLiveView
}
