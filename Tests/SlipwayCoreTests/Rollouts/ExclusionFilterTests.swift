import SlipwayCore
import Testing

@Suite struct ExclusionFilterTests {
    @Test(arguments: [
        ("hardware=rev-a", true), ("hardware=Rev-A", false), ("hardware!=rev-a", false),
        ("hardware in (B,rev-a)", true),
        ("hardware=rev-a and organization=acme", true), ("hardware=rev-a and organization=beta", false),
        ("uid=cam-1", true), ("serial=cam-1", false), ("firmware=1.0.0", true), ("firmware=v1.0.0", false),
    ])
    func `a device is left out where it meets every term`(text: String, isExcluded: Bool) throws {
        let exclusion = RolloutExclusion([try Filter(text, of: DeviceOrder.self)])
        let device = Device.example()
        #expect(exclusion.excludes(device) == isExcluded)
        #expect(StandingExclusion.excludes(device, by: exclusion.text) == isExcluded)
    }

    @Test func `one of several filters is enough, and each is kept once`() throws {
        var exclusion = RolloutExclusion([])
        let isNew = [
            exclusion.add(try Filter("hardware=B", of: DeviceOrder.self)),
            exclusion.add(try Filter("hardware=rev-a", of: DeviceOrder.self)),
            exclusion.add(try Filter("hardware = rev-a", of: DeviceOrder.self)),
        ]
        #expect(isNew == [true, true, false])
        #expect(exclusion.text == "hardware=B\nhardware=rev-a")
        #expect(try RolloutExclusion(stored: exclusion.text) == exclusion)
        #expect(exclusion.excludes(.example()))
        let other = RolloutExclusion([try Filter("hardware=B", of: DeviceOrder.self)])
        #expect(!other.excludes(.example()))
    }

    @Test func `what cannot be read leaves every device out`() {
        #expect(StandingExclusion.excludes(.example(), by: "site=7"))
        #expect(!StandingExclusion.excludes(.example(), by: nil))
    }

    @Test(arguments: [nil, StandingExclusion.TargetPlace(pool: 1, rank: -7)])
    func `a cursor is read as it is written`(place: StandingExclusion.TargetPlace?) {
        for cursor in [StandingExclusion.Cursor.targets(after: place), .batches(after: 12)] {
            #expect(StandingExclusion.Cursor(cursor.text) == cursor)
        }
        for text in ["", "targets 1", "batches", "batches x", "targets 1 2 3", "waves 1"] {
            #expect(StandingExclusion.Cursor(text) == nil)
        }
    }
}
