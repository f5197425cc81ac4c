import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct BatchCreationTests {
    @Test func `the dry run says what the creation does, and writes nothing`() async throws {
        try await withFleet(devices: 4) { fleet in
            try await fleet.setStatus(of: 0, active: false)
            try await fleet.setStatus(of: 1, updatesEnabled: false)
            let request = fleet.request(.devices(ids: fleet.devices.map(\.id), uids: ["dev-003", "ghost"]))
            let mark = try await fleet.updates.changeMark()
            let dryRun = try await fleet.updates.planBatch(request, as: fleet.ada)
            #expect(try await fleet.updates.changeMark() == mark)
            let created = try await fleet.updates.createBatch(request, as: fleet.ada)
            #expect(created.plan == dryRun.plan)
            #expect(dryRun.release == fleet.release)
            #expect(dryRun.plan.included.map(\.deviceUID) == ["dev-003", "dev-004"])
            #expect(
                dryRun.plan.skipped == [
                    SkippedDevice(device: "dev-001", reasonCode: .deviceInactive),
                    SkippedDevice(device: "dev-002", reasonCode: .updatesDisabled),
                    SkippedDevice(device: "ghost", reasonCode: .deviceUnknown),
                ])
            #expect(created.batch.status == .pending)
            #expect(created.batch.counters.pending == 2)
            #expect(created.batch.createdBy == "ada")
            let events = try await fleet.events()
            #expect(events.map(\.kind) == [.batchCreated, .devicesSkipped])
            #expect(events.map(\.subject.batchID) == [created.batch.id, created.batch.id])
            #expect(events.last?.detail == "1 inactive, 1 unknown, 1 updates disabled")
        }
    }

    @Test func `a repeat returns the first batch`() async throws {
        try await withFleet { fleet in
            let request = fleet.request(.organization("acme"), requestID: "r-1")
            let first = try await fleet.updates.createBatch(request, as: fleet.ada)
            let again = try await fleet.updates.createBatch(request, as: fleet.ada)
            #expect(!first.wasRepeat)
            #expect(again.wasRepeat)
            #expect(again.batch == first.batch)
            #expect(try await fleet.updates.count(of: BatchQuery(), as: fleet.ada) == .exactly(1))
        }
    }

    @Test func `a request is the same however it names its release and its devices`() async throws {
        try await withFleet { fleet in
            let (ids, uids) = (fleet.devices.map(\.id), fleet.devices.map(\.deviceUID))
            var request = fleet.request(.devices(ids: ids, uids: []), requestID: "r-1")
            let first = try await fleet.updates.createBatch(request, as: fleet.ada)
            request.firmware = .id(fleet.release.id)
            request.target = .devices(ids: [], uids: uids.reversed() + ["dev-001"])
            request.maximumInFlight = Rollout.defaultMaximumInFlight
            let again = try await fleet.updates.createBatch(request, as: fleet.ada)
            #expect(again.wasRepeat && again.batch == first.batch)
        }
    }

    @Test func `a request id that comes with another request is refused, whatever differs`() async throws {
        try await withFleet { fleet in
            let request = fleet.request(.organization("acme"), requestID: "r-1")
            _ = try await fleet.updates.createBatch(request, as: fleet.ada)
            let events = try await fleet.events()
            let filter = try Filter("dev", of: DeviceOrder.self)
            let plan = try await fleet.updates.planBatch(request, as: fleet.ada).plan
            let changes: [@Sendable (inout BatchRequest) -> Void] = [
                { $0.name = "summer" }, { $0.firmware = .version("3.0.0") }, { $0.maximumInFlight = 7 },
                { $0.leavesOutCurrent = true }, { $0.expected = .exactly(plan.fingerprint) },
                { $0.target = .matching(filter) }, { $0.target = .devices(ids: [], uids: ["dev-001"]) },
            ]
            for change in changes {
                var changed = request
                change(&changed)
                let other = changed
                #expect(await code { try await fleet.updates.createBatch(other, as: fleet.ada) } == "REQUEST_015")
            }
            #expect(try await fleet.events() == events)
        }
    }

    @Test func `a release that is named otherwise is still the same request`() async throws {
        try await withFleet { fleet in
            var request = fleet.request(.organization("acme"), requestID: "r-1")
            let first = try await fleet.updates.createBatch(request, as: fleet.ada)
            for name in ["v2.0", "id:\(fleet.release.id)"] {
                request.firmware = ReleaseName(name)
                let again = request
                #expect(try await fleet.updates.createBatch(again, as: fleet.ada).batch.id == first.batch.id)
            }
        }
    }

    @Test func `a filter that has found other devices since is still the same request`() async throws {
        try await withFleet { fleet in
            let filter = try Filter("active=yes", of: DeviceOrder.self)
            let request = fleet.request(.matching(filter), requestID: "r-1")
            let first = try await fleet.updates.createBatch(request, as: fleet.ada)
            try await fleet.setStatus(of: 0, active: false)
            #expect(try await fleet.updates.createBatch(request, as: fleet.ada).batch.id == first.batch.id)
        }
    }

    @Test func `a filter takes the devices that match, and no other organization's`() async throws {
        try await withFleet(devices: 12) { fleet in
            let filter = try Filter("dev-00 and active=yes", of: DeviceOrder.self)
            let request = fleet.request(.matching(filter))
            let planned = try await fleet.updates.planBatch(request, as: fleet.ada)
            #expect(planned.plan.included.map(\.deviceUID) == (1...9).map { "dev-00\($0)" })
            let created = try await fleet.updates.createBatch(request, as: fleet.ada)
            #expect(created.plan == planned.plan)
            #expect(created.batch.counters.total == 9)
            let others = Principal.operator("eve", organization: .one(.init(99)))
            await #expect(throws: SlipwayError.noValidDevices(skipped: [])) {
                _ = try await fleet.updates.createBatch(request, as: others)
            }
        }
    }

    @Test func `a filter that finds more than one batch holds is refused with the number`() async throws {
        var settings = ServiceSettings()
        settings.batchDeviceLimit = 10
        try await withFleet(devices: 12, settings: settings) { fleet in
            let request = fleet.request(.matching(try Filter("dev", of: DeviceOrder.self)))
            let fault = FieldFault(field: "filter", fault: "has 12 devices; at most 10 fit into one batch")
            await #expect(throws: SlipwayError.invalidRequest([fault])) {
                _ = try await fleet.updates.createBatch(request, as: fleet.ada)
            }
        }
    }

    @Test func `an empty filter takes nothing, and not everything`() async throws {
        try await withFleet { fleet in
            let fault = FieldFault(field: "filter", fault: "is empty, and would take every device")
            await #expect(throws: SlipwayError.invalidRequest([fault])) {
                _ = try await fleet.updates.createBatch(fleet.request(.matching(.none)), as: fleet.ada)
            }
        }
    }

    @Test func `every fault of form is named`() async throws {
        try await withFleet { fleet in
            var request = fleet.request(.devices(ids: [], uids: []), requestID: "")
            request.name = " "
            request.maximumInFlight = 0
            await #expect(
                throws: SlipwayError.invalidRequest([
                    FieldFault(field: "name", fault: "is empty"), FieldFault(field: "device_ids", fault: "is empty"),
                    FieldFault(field: "max_in_flight", fault: "must be from 1 to 100000"),
                    FieldFault(field: "request_id", fault: "is empty"),
                ])
            ) { try await fleet.updates.createBatch(request, as: fleet.ada) }
        }
    }

    @Test func `more devices than fit are refused with their number`() async throws {
        var settings = ServiceSettings()
        settings.batchDeviceLimit = 2
        try await withFleet(devices: 3, settings: settings) { fleet in
            let all = fleet.request(.devices(ids: fleet.devices.map(\.id), uids: []))
            await #expect(
                throws: SlipwayError.invalidRequest([
                    FieldFault(field: "device_ids", fault: "has 3 devices; at most 2 fit into one batch")
                ])
            ) { try await fleet.updates.createBatch(all, as: fleet.ada) }
        }
    }

    @Test func `an organization with more devices than fit is refused with their number`() async throws {
        var settings = ServiceSettings()
        settings.batchDeviceLimit = 2
        try await withFleet(devices: 3, settings: settings) { fleet in
            await #expect(
                throws: SlipwayError.invalidRequest([
                    FieldFault(field: "organization", fault: "has 3 devices; at most 2 fit into one batch")
                ])
            ) { try await fleet.updates.planBatch(fleet.request(.organization("acme")), as: fleet.ada) }
        }
    }

    @Test func `the release has to exist and to be approved`() async throws {
        try await withFleet { fleet in
            var request = fleet.request(.organization("acme"))
            request.firmware = .version("9.9.9")
            #expect(await code { try await fleet.updates.createBatch(request, as: fleet.ada) } == "FIRMWARE_001")
            request.firmware = .id(.init(99))
            #expect(await code { try await fleet.updates.planBatch(request, as: fleet.ada) } == "FIRMWARE_001")
            _ = try await fleet.services.firmware.promote("2.0.0", to: .deprecated, by: fleet.ada)
            request.firmware = .version("2.0.0")
            #expect(await code { try await fleet.updates.createBatch(request, as: fleet.ada) } == "FIRMWARE_003")
        }
    }

    @Test func `no device left is refused with the reasons`() async throws {
        try await withFleet(devices: 1) { fleet in
            try await fleet.setStatus(of: 0, active: false)
            await #expect(
                throws: SlipwayError.noValidDevices(skipped: [
                    SkippedDevice(device: "dev-001", reasonCode: .deviceInactive)
                ])
            ) { try await fleet.updates.createBatch(fleet.request(.organization("acme")), as: fleet.ada) }
        }
    }

    @Test func `what is not the expected plan any more creates nothing, and says what it is now`() async throws {
        try await withFleet(devices: 3) { fleet in
            var request = fleet.request(.matching(try Filter("dev-00", of: DeviceOrder.self)), requestID: "r")
            let seen = try await fleet.updates.planBatch(request, as: fleet.ada).plan
            try await fleet.setStatus(of: 1, active: false)
            let now = try await fleet.updates.planBatch(request, as: fleet.ada).plan
            for expected in [PlanExpectation.exactly(seen.fingerprint), .about(seen)] {
                request.expected = expected
                let drifted = request
                #expect(await code { try await fleet.updates.createBatch(drifted, as: fleet.ada) } == "BATCH_005")
                #expect(await code { try await fleet.updates.planBatch(drifted, as: fleet.ada) } == "BATCH_005")
            }
            #expect(try await fleet.eventKinds() == [])
            #expect(now.included.map(\.deviceUID) == ["dev-001", "dev-003"])
            request.expected = .exactly(now.fingerprint)
            let created = try await fleet.updates.createBatch(request, as: fleet.ada)
            #expect(created.batch.counters.total == 2)
            // Its devices are updating by now, and still it is the same request.
            _ = try await fleet.processor.step()
            #expect(try await fleet.updates.createBatch(request, as: fleet.ada).wasRepeat)
        }
    }

    @Test func `a device that is updating is left out`() async throws {
        try await withFleet(devices: 2) { fleet in
            _ = try await fleet.startBatch(of: 1)
            let created = try await fleet.updates.createBatch(fleet.request(.organization("acme")), as: fleet.ada)
            #expect(created.plan.skipped == [SkippedDevice(device: "dev-001", reasonCode: .alreadyUpdating)])
        }
    }

    @Test func `batches come newest first, page by page`() async throws {
        try await withFleet(devices: 3) { fleet in
            var ids: [UpdateBatch.ID] = []
            for device in fleet.devices {
                let request = fleet.request(.devices(ids: [device.id], uids: []))
                ids.append(try await fleet.updates.createBatch(request, as: fleet.ada).batch.id)
            }
            let first = try await fleet.updates.page(of: BatchQuery(), at: .first, limit: 2, as: fleet.ada)
            #expect(first.rows.map(\.batch.id) == [ids[2], ids[1]])
            let next = PagePosition.after(try #require(first.continuation))
            let second = try await fleet.updates.page(of: BatchQuery(), at: next, limit: 2, as: fleet.ada)
            #expect(second.rows.map(\.batch.id) == [ids[0]])
        }
    }
}

extension StockedFleet {
    fileprivate func request(_ target: BatchRequest.Target, requestID: String? = nil) -> BatchRequest {
        BatchRequest(name: "spring", firmware: .version("2.0.0"), target: target, requestID: requestID)
    }
}
