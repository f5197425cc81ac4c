import SlipwayCore

/// The schedule and the windows of a plan in one zone, at one moment.
struct RolloutTiming: Sendable {
    /// With the zone in which it counts, so that it means the same when that of the organization changes.
    let plan: RolloutPlan
    let schedule: RolloutSchedule
    /// What makes no sense at that moment, in the order of the fields; what windows say against themselves is not among
    /// them.
    let faults: [FieldFault]

    /// Of a plan that has neither.
    init(untimed plan: RolloutPlan) {
        self.plan = plan
        schedule = RolloutSchedule()
        faults = []
    }

    /// - Parameter zone: where the plan names none.
    init(of plan: RolloutPlan, inZone zone: String, now: Timestamp) {
        let name = plan.schedule?.timeZone ?? zone
        guard let zone = ZonedTime(name) else {
            self.plan = plan
            schedule = RolloutSchedule()
            faults = [Self.fault(ofZone: name)]
            return
        }
        var faults: [FieldFault] = []
        let start = plan.schedule?.start.flatMap { Self.instant(of: $0, as: "start", in: zone, now: now, &faults) }
        let end = plan.schedule?.end.flatMap { Self.instant(of: $0, as: "end", in: zone, now: now, &faults) }
        if let start, let end, end <= start {
            faults.append(FieldFault(field: "schedule.end", fault: "is not after the start"))
        }
        var window: MaintenanceWindow?
        if faults.isEmpty, !plan.windows.isEmpty, WindowPlan.faults(of: plan.windows).isEmpty {
            window = MaintenanceWindows(plan.windows, in: zone).window(at: max(now, start ?? now), until: end)
            if window == nil {
                let when = end == nil ? "" : " between the start and the end"
                faults.append(FieldFault(field: "windows", fault: "never open\(when)"))
            }
        }
        self.plan = plan.naming(zone)
        schedule = RolloutSchedule(startAt: start, endAt: end, window: window)
        self.faults = faults
    }

    static func fault(ofZone name: String) -> FieldFault {
        FieldFault(field: "schedule.time_zone", fault: ZonedTime.fault(of: name))
    }

    private static func instant(
        of time: PlannedTime, as name: String, in zone: ZonedTime, now: Timestamp, _ faults: inout [FieldFault]
    ) -> Timestamp? {
        let field = "schedule.\(name)"
        let instants: [Timestamp]
        switch time {
        case .instant(let instant): instants = [instant]
        case .local(let time): instants = zone.instants(of: time)
        }
        switch instants.count {
        case 0:
            faults.append(FieldFault(field: field, fault: "does not exist in \(zone.name): clocks skip it"))
            return nil
        case 1: break
        default:
            let texts = instants.map(\.description).joined(separator: " or ")
            faults.append(FieldFault(field: field, fault: "comes twice in \(zone.name): say \(texts)"))
            return nil
        }
        guard instants[0] > now else {
            faults.append(FieldFault(field: field, fault: "is in the past"))
            return nil
        }
        return instants[0]
    }
}

extension RolloutPlan {
    /// The same with the zone, where anything of it counts there.
    fileprivate func naming(_ zone: ZonedTime) -> RolloutPlan {
        let times = [schedule?.start, schedule?.end].compactMap { $0 }
        guard !windows.isEmpty || times.contains(where: \.isLocal) else { return self }
        var plan = self
        plan.schedule = schedule ?? SchedulePlan()
        plan.schedule?.timeZone = zone.name
        return plan
    }
}
