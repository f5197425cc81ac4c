import Foundation
import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// The way through one form with the keyboard alone, step by step; a step that is gone through again leaves the same.
struct FormWalk: Sendable, CustomTestStringConvertible {
    typealias Move = @Sendable (inout Robot, _ folder: URL) async -> Void

    let name: String
    let open: Move
    let steps: [Move]
    /// The last key before it is done, and the confirmation.
    let submit: Move
    /// How many there are now of what it makes.
    let made: @Sendable (DashboardFleet) async throws -> Int
    /// How many it is to make.
    let wanted: Int

    var testDescription: String { name }

    static let all = [registration, rollout, organization, token, promotion]

    /// A walk up to one of its steps.
    struct Place: Sendable, CustomTestStringConvertible {
        let walk: FormWalk
        let step: Int

        var testDescription: String { "\(walk.name), step \(step + 1)" }
    }

    static let places = all.flatMap { walk in walk.steps.indices.map { Place(walk: walk, step: $0) } }

    static let registration = FormWalk(
        name: "registration",
        open: { robot, _ in await robot.open("register") },
        steps: [
            { robot, _ in
                guard robot.registration?.draft.sheet.rows.isEmpty == true else { return await robot.press("1") }
                await robot.pasteRows("uid,organization\ngw-1,acme\ngw-2,acme\n")
            },
            { robot, _ in await robot.press("2") },
            { robot, _ in await robot.press("3", "c") },
            { robot, folder in
                await robot.press("4", .enter, .control("u"))
                await robot.paste(folder.appending(path: "new.tokens.csv").path)
                await robot.press(.escape)
            },
        ],
        submit: { robot, _ in
            await robot.press("4", "r")
            await robot.answer("y")
        },
        made: { fleet in
            let query = DeviceQuery()
            let page = try await fleet.services.devices.page(of: query, at: .first, limit: 100, as: fleet.operator)
            return page.rows.count { $0.deviceUID.hasPrefix("gw-") }
        }, wanted: 2)

    static let rollout = FormWalk(
        name: "rollout",
        open: { robot, _ in await robot.press("n") },
        steps: [
            { robot, _ in
                guard robot.rollout?.draft.version != "2.0.0" else { return }
                await robot.press("1", .enter, .enter)
            },
            { robot, _ in
                guard robot.rollout?.draft.filter != "dev-00" else { return }
                await robot.press("2", "j", .enter, .control("u"))
                await robot.type("dev-00")
                await robot.press(.escape)
            },
            { robot, _ in await robot.press("3") },
            { robot, _ in
                await robot.press("4", .enter, .control("u"))
                await robot.type("autumn")
                await robot.press(.escape)
            },
            { robot, _ in await robot.press("5") },
        ],
        submit: { robot, _ in
            await robot.press("s")
            await robot.confirmRollout(name: "autumn", count: "9")
        },
        made: { fleet in try await fleet.batches(named: "autumn").count }, wanted: 1)

    static let organization = FormWalk(
        name: "organization",
        open: { robot, _ in await robot.openForm(on: "organizations") },
        steps: [
            { robot, _ in
                await robot.press(.enter, .control("u"))
                await robot.type("new")
                await robot.press(.escape)
            }
        ],
        submit: { robot, _ in await robot.press("s") },
        made: { fleet in
            let query = OrganizationQuery()
            let page = try await fleet.services.organizations.page(
                of: query, at: .first, limit: 100, as: fleet.operator)
            return page.rows.count { $0.name == "new" }
        }, wanted: 1)

    static let token = FormWalk(
        name: "token",
        open: { robot, _ in await robot.openForm(on: "tokens") },
        steps: [
            { robot, folder in
                guard robot.token?.draft.scopes.isEmpty == true else { return }
                await robot.fillToken(path: folder.appending(path: "ci.token").path)
            }
        ],
        submit: { robot, _ in await robot.press("s") },
        made: { fleet in
            try await fleet.services.authentication.page(at: .first, limit: 100, as: fleet.operator).rows.count
        }, wanted: 1)

    static let promotion = FormWalk(
        name: "promotion",
        open: { robot, _ in await robot.openPromotion() },
        steps: [{ _, _ in }],
        submit: { robot, _ in await robot.press("s") },
        made: { fleet in
            let release = try await fleet.services.firmware.release(version: "3.0.0", as: fleet.operator)
            return release.releaseStatus == .testing ? 1 : 0
        }, wanted: 1)
}

extension Robot {
    fileprivate var rollout: FormScreen<RolloutForm>? { application.top(FormScreen<RolloutForm>.self) }
    fileprivate var token: FormScreen<TokenForm>? { application.top(FormScreen<TokenForm>.self) }
}
