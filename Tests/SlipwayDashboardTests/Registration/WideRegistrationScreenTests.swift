import TerminalUI
import Testing

@testable import SlipwayDashboard

/// Every step at 160x48.
struct WideRegistrationScreenTests {
    @Test func `the source shows how a paste was understood before it lands`() async throws {
        try await RegistrationDesk.with(places: 3) { desk in
            var robot = await desk.robot(columns: 160, rows: 48, at: .source)
            #expect(
                robot.text() == """
                     slipway  all organizations > rollouts > register devices                                                                                    db ok  14:00Z  ada
                     [1 Source] 2 Rows  3 Check  4 Submit  5 Result
                    ----------------------------------------------------------------------------------------------------------------------------------------------------------------
                      Organization  each row names its own
                      File          or paste below
                    > Paste         uid?organization?serial?colour
                                    gw-1?acme?sn-1?red
                                    gw-2?acme?sn-2?blue
                                    gw-2?acme?sn-3?blue
                                    ?nobody??
                                    dev-001?acme??
                                    gw-6??sn-6?
                                    "a?"?acme??
                      Delimiter     automatic
                      Header        automatic
                      Columns       found out
                      7 rows, separated by tab, the first row is a header
                      uid = device_uid, organization = organization, serial = serial_number, colour = -
                        gw-1                                  acme                                  sn-1                                  -
                        gw-2                                  acme                                  sn-2                                  -
                        gw-2                                  acme                                  sn-3                                  -
                        -                                     nobody                                -                                     -
                        dev-001                               acme                                  -                                     -
                       a Add 7 rows




















                     Enter, then paste a table or JSON; ctrl-o goes on
                    ----------------------------------------------------------------------------------------------------------------------------------------------------------------
                     enter edit  ctrl-o next step  n next fault  : command  ? help

                    """)
        }
    }

    @Test func `the rows, one of them open`() async throws {
        try await RegistrationDesk.with(places: 3) { desk in
            var robot = await desk.robot(columns: 160, rows: 48, at: .rows)
            #expect(
                robot.text() == """
                     slipway  all organizations > rollouts > register devices                                                                                    db ok  14:00Z  ada
                      1 Source [2 Rows] 3 Check  4 Submit  5 Result
                    ----------------------------------------------------------------------------------------------------------------------------------------------------------------
                        uid                                   organization                       serial                             hardware
                        gw-1                                  acme                               sn-1
                        gw-2                                  acme                               sn-2
                        gw-2                                  acme                               sn-3
                                                              nobody
                        dev-001                               acme
                        gw-6                                                                     sn-6                                        x organization: is missing
                      > a?                                    acme                                                                           x device_uid: holds the control chara.
                      > uid          a?
                        organization acme
                        serial
                        hardware
                        device_uid: holds the control character U+0007




























                     a uid is made where none is given, and a serial number takes the uid; ctrl-x ctrl-e: $EDITOR
                    ----------------------------------------------------------------------------------------------------------------------------------------------------------------
                     enter next  esc leave  ctrl-o next step  F1 help

                    """)
        }
    }

    @Test func `the check says what is wrong, twice, refused and left`() async throws {
        try await RegistrationDesk.with(places: 3) { desk in
            var robot = await desk.robot(columns: 160, rows: 48, at: .check)
            #expect(
                robot.text() == """
                     slipway  all organizations > rollouts > register devices                                                                                    db ok  14:00Z  ada
                      1 Source  2 Rows [3 Check] 4 Submit  5 Result
                    ----------------------------------------------------------------------------------------------------------------------------------------------------------------
                      7 rows, nothing was written
                      x 2 wrong in their form
                      x 1 that stand in the sheet twice
                      x 2 that the service would refuse now
                          1 device_uid is already registered
                          1 organization not found: nobody
                        acme: 3 places free
                      [c Check again]
                       v See them in the rows

































                    ----------------------------------------------------------------------------------------------------------------------------------------------------------------
                     enter do it  ctrl-o next step  n next fault  : command  ? help

                    """)
        }
    }

    @Test func `the submit names the token file and what goes`() async throws {
        try await RegistrationDesk.with(places: 3) { desk in
            var robot = await desk.robot(columns: 160, rows: 48, at: .submit)
            #expect(
                robot.text() == """
                     slipway  all organizations > rollouts > register devices                                                                                    db ok  14:00Z  ada
                      1 Source  2 Rows  3 Check [4 Submit] 5 Result
                    ----------------------------------------------------------------------------------------------------------------------------------------------------------------
                    > Token file  /srv/new.tokens.csv
                      . 5 not sent yet
                      x 2 wrong in their form
                       r Register 5 devices





































                     uids and tokens are saved here, for your eyes only, before a row is sent
                    ----------------------------------------------------------------------------------------------------------------------------------------------------------------
                     enter edit  ctrl-o next step  n next fault  : command  ? help

                    """)
        }
    }

    @Test func `the result holds what is left, by its reason`() async throws {
        try await RegistrationDesk.with(places: 3) { desk in
            var robot = await desk.robot(columns: 160, rows: 48, at: .result)
            #expect(
                robot.text() == """
                     slipway  all organizations > rollouts > register devices                                                                                    db ok  14:00Z  ada
                      1 Source  2 Rows  3 Check  4 Submit [5 Result]
                    ----------------------------------------------------------------------------------------------------------------------------------------------------------------
                      + 2 registered
                      x 5 refused
                        uid                                   organization                       serial                             hardware
                       2  device_uid is already registered
                      > gw-2                                  acme                               sn-3                                        x device_uid gw-2 is already register.
                          device_uid gw-2 is already registered
                        dev-001                               acme                                                                           x device_uid dev-001 is already regis.
                       1  device_uid: holds the control character U+#
                        a?                                    acme                                                                           x device_uid: holds the control chara.
                       1  organization not found: nobody
                                                              nobody                                                                         x organization not found: nobody
                       1  organization: is missing
                        gw-6                                                                     sn-6                                        x organization: is missing



























                       r Send 5 rows again
                     only what is left: enter corrects a row, ctrl-x ctrl-e all of them, r sends them
                    ----------------------------------------------------------------------------------------------------------------------------------------------------------------
                     enter edit  ctrl-o next step  n next fault  : command  ? help
                     ! 2 registered, 5 left: r sends them again
                    """)
        }
    }
}
