import SQLStorage
import SlipwayCore
import Testing

@Suite struct SchemaUpgradeTests {
    private static let devices = SchemaObject(kind: .table, name: "devices", definition: "id")
    private static let byID = SchemaObject(kind: .index, name: "by_id", table: "devices", definition: "id")
    private static let notes = SchemaObject(kind: .table, name: "notes", definition: "text")
    private static let byText = SchemaObject(kind: .index, name: "by_text", table: "notes", definition: "text")

    @Test func `what others added is kept, and named without what goes with it`() {
        let upgrade = SchemaUpgrade(
            from: [Self.devices], to: [Self.devices, Self.byID], found: [Self.devices, Self.notes, Self.byText])
        #expect(upgrade.faults == [])
        #expect(upgrade.kept == ["table notes"])
        #expect(throws: Never.self) {
            try upgrade.requireTarget(in: [Self.devices, Self.byID, Self.notes, Self.byText])
        }
    }

    @Test func `what a migration would take away is refused`() {
        let upgrade = SchemaUpgrade(from: [Self.devices], to: [Self.devices], found: [Self.devices, Self.byText])
        #expect(throws: SlipwayError.schemaAltered([.lost("index by_text")])) {
            try upgrade.requireTarget(in: [Self.devices])
        }
    }

    @Test func `what a migration did not make is refused`() {
        let upgrade = SchemaUpgrade(from: [Self.devices], to: [Self.devices, Self.byID], found: [Self.devices])
        #expect(throws: SlipwayError.schemaAltered([.missing("index by_id")])) {
            try upgrade.requireTarget(in: [Self.devices])
        }
    }

    @Test func `a name belongs to one kind of thing, and tables share theirs with indexes and views`() {
        let view = SchemaObject(kind: .view, name: "by_id", definition: "")
        let trigger = SchemaObject(kind: .trigger, name: "by_id", table: "devices", definition: "")
        let upgrade = SchemaUpgrade(
            from: [Self.devices], to: [Self.devices, Self.byID], found: [Self.devices, view, trigger])
        #expect(upgrade.faults == [.nameTaken("view by_id")])
    }

    @Test func `another thing of the same name is a change`() {
        let view = SchemaObject(kind: .view, name: "devices", definition: "id")
        #expect(
            SchemaUpgrade(from: [Self.devices], to: [Self.devices], found: [view]).faults == [.changed("table devices")]
        )
    }

    @Test func `names are one where the database takes them for one`() {
        func index(_ name: String, foldsCase: Bool) -> SchemaObject {
            SchemaObject(kind: .index, name: name, definition: "", foldsCase: foldsCase)
        }
        for (foldsCase, faults) in [(true, [SchemaFault.nameTaken("index BY_ID")]), (false, [])] {
            let upgrade = SchemaUpgrade(
                from: [], to: [index("by_id", foldsCase: foldsCase)], found: [index("BY_ID", foldsCase: foldsCase)])
            #expect(upgrade.faults == faults)
        }
    }

    @Test func `every fault is in one line, with what to do`() {
        let error = SlipwayError.schemaAltered([
            .missing("index a"), .missing("trigger b"), .changed("table c"), .nameTaken("view d"), .lost("index e"),
        ])
        #expect(
            error.message == """
                the schema was altered by hand, and nothing was upgraded; put back what is missing or changed \
                (slipway migrate --script prints it), rename or drop what is in the way or would be lost, and migrate \
                again; missing: index a, trigger b; changed: table c; in the way: view d; would be lost: index e
                """)
    }
}
