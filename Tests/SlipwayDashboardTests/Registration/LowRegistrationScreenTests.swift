import TerminalUI
import Testing

@testable import SlipwayDashboard

/// Every step at 40x10.
struct LowRegistrationScreenTests {
    @Test func `the source shows how a paste was understood before it lands`() async throws {
        try await RegistrationDesk.with(places: 3) { desk in
            var robot = await desk.robot(columns: 40, rows: 10, at: .source)
            #expect(
                robot.text() == """
                     slipway  all orga.  db ok  14:00Z  ada
                     [1 Source] of 5
                      Organization  each row names its own
                      File          or paste below
                    > Paste         gw-6??sn-6?
                                    "a?"?acme??
                      Delimiter     automatic
                      Header        automatic
                      Columns       found out

                    """)
        }
    }

    @Test func `the rows, one of them open`() async throws {
        try await RegistrationDesk.with(places: 3) { desk in
            var robot = await desk.robot(columns: 40, rows: 10, at: .rows)
            #expect(
                robot.text() == """
                     slipway  all orga.  db ok  14:00Z  ada
                     [2 Rows] of 5
                        uid          organiz.
                      > a?           acme     x device_uid.
                      > uid          a?
                        organization acme
                        serial
                        hardware
                        device_uid: holds the control

                    """)
        }
    }

    @Test func `the check says what is wrong, twice, refused and left`() async throws {
        try await RegistrationDesk.with(places: 3) { desk in
            var robot = await desk.robot(columns: 40, rows: 10, at: .check)
            #expect(
                robot.text() == """
                     slipway  all orga.  db ok  14:00Z  ada
                     [3 Check] of 5
                      7 rows, nothing was written
                      x 2 wrong in their form
                      x 1 that stand in the sheet twice
                      x 2 that the service would refuse now
                          1 device_uid is already register.
                      and 2 lines more
                      [c Check again]

                    """)
        }
    }

    @Test func `the submit names the token file and what goes`() async throws {
        try await RegistrationDesk.with(places: 3) { desk in
            var robot = await desk.robot(columns: 40, rows: 10, at: .submit)
            #expect(
                robot.text() == """
                     slipway  all orga.  db ok  14:00Z  ada
                     [4 Submit] of 5
                    > Token file  /srv/new.tokens.csv
                      . 5 not sent yet
                      x 2 wrong in their form
                       r Register 5 devices




                    """)
        }
    }

    @Test func `the result holds what is left, by its reason`() async throws {
        try await RegistrationDesk.with(places: 3) { desk in
            var robot = await desk.robot(columns: 40, rows: 10, at: .result)
            #expect(
                robot.text() == """
                     slipway  all orga.  db ok  14:00Z  ada
                     [5 Result] of 5
                      + 2 registered
                      x 5 refused
                       2  device_uid is already registered
                      > gw-2         acme     x device_uid.
                          device_uid gw-2 is already
                          registered
                       r Send 5 rows again
                     ! 2 registered, 5 left: r sends them a.
                    """)
        }
    }
}
