/// What the devices of one batch can be filtered by; their list has one order, that of their ids.
package enum BatchDeviceFields {
    package static let searched = "uid"
    package static let all = [
        FilterField("uid", .text, help: "its uid"),
        FilterField("status", .choice(of: UpdateBatchDeviceState.self), help: "where it is in the batch"),
        FilterField("reason", .text, help: "why it failed, as the failures are grouped"),
        FilterField("silent", .flag, help: "whether it has been silent for too long"),
        FilterField("fellback", .flag, help: "whether it fell back to another version"),
        FilterField("from", .text, help: "the version it had before"),
        FilterField("hardware", .text, help: "its hardware version"),
    ]
}
