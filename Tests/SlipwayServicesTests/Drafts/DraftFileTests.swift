import Foundation
import SlipwayServices
import TestSupport
import Testing

struct DraftFileTests {
    @Test func `a draft is found again, for its owner's eyes only`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "state/drafts").path
            let first = DraftFile(folder: path, name: "form")
            let found = try await kept(first)
            #expect(found == nil)
            #expect(await first.save(["gw-1"], revision: 1) == nil)
            await first.close()
            let foundNow = try await kept(DraftFile(folder: path, name: "form"))
            #expect(foundNow == ["gw-1"])
            let foundLater = try permissions(path)
            #expect(foundLater == 0o700)
            let foundAtLast = try permissions(path + "/form.json")
            #expect(foundAtLast == 0o600)
            let foundInTheEnd = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
            #expect(foundInTheEnd == ["form.json", "form.lock"])
        }
    }

    @Test func `a second user of the account is told so, until the first has closed it`() async throws {
        try await withTemporaryFolder { folder in
            let (first, second) = (
                DraftFile(folder: folder.path, name: "form"), DraftFile(folder: folder.path, name: "form")
            )
            _ = await first.load([String].self)
            guard case .inUse = await second.load([String].self) else {
                Issue.record("it was lent twice")
                return
            }
            #expect(await second.save(["mine"], revision: 1) == "the draft is not held")
            await first.close()
            let found = try await kept(second)
            #expect(found == nil)
        }
    }

    @Test func `a form that is opened again in the same process keeps its draft`() async throws {
        try await withTemporaryFolder { folder in
            let file = DraftFolder(path: folder.path).file(named: "form")
            _ = await file.load([String].self)
            _ = await file.load([String].self)
            await file.close()
            #expect(await file.save(["gw-1"], revision: 1) == nil)
        }
    }

    @Test func `whoever could not have it gives nothing back by closing it`() async throws {
        try await withTemporaryFolder { folder in
            let (first, second) = (
                DraftFile(folder: folder.path, name: "form"), DraftFile(folder: folder.path, name: "form")
            )
            _ = await first.load([String].self)
            _ = await second.load([String].self)
            await second.close()
            await first.close()
            _ = await second.load([String].self)
            _ = await second.load([String].self)
            await second.close()
            #expect(await second.save(["gw-1"], revision: 1) == nil)
        }
    }

    @Test func `what was typed later wins, whatever arrives last`() async throws {
        try await withTemporaryFolder { folder in
            let file = DraftFile(folder: folder.path, name: "form")
            _ = await file.load([String].self)
            #expect(await file.save(["later"], revision: 2) == nil)
            #expect(await file.save(["earlier"], revision: 1) == nil)
            let found = try await kept(file)
            #expect(found == ["later"])
        }
    }

    @Test func `a removed draft does not come back by a save that was on its way`() async throws {
        try await withTemporaryFolder { folder in
            let file = DraftFile(folder: folder.path, name: "form")
            _ = await file.load([String].self)
            _ = await file.save(["gw-1"], revision: 1)
            await file.remove(revision: 3)
            #expect(await file.save(["gw-1"], revision: 2) == nil)
            let found = try await kept(file)
            #expect(found == nil)
        }
    }

    @Test func `a damaged draft is put aside and not lost`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "form.json").path
            try Data("{".utf8).write(to: URL(filePath: path))
            guard case .refused(let why) = await DraftFile(folder: folder.path, name: "form").load([String].self) else {
                Issue.record("it was read")
                return
            }
            #expect(why == "the draft there is cannot be read; it was put aside as \(path).unreadable")
            let found = try String(contentsOfFile: path + ".unreadable", encoding: .utf8)
            #expect(found == "{")
        }
    }

    @Test func `the state folder follows XDG`() {
        #expect(StateFolder.path(environment: ["HOME": "/home/a"]) == "/home/a/.local/state/slipway")
        #expect(StateFolder.path(environment: ["HOME": "/home/a", "XDG_STATE_HOME": "/s"]) == "/s/slipway")
        #expect(
            StateFolder.path(environment: ["HOME": "/home/a", "XDG_STATE_HOME": "s"]) == "/home/a/.local/state/slipway")
    }

    private func kept(_ file: DraftFile) async throws -> [String]? {
        switch await file.load([String].self) {
        case .nothing: return nil
        case .kept(let draft, _): return draft
        case .inUse, .refused: throw CocoaError(.fileReadUnknown)
        }
    }

    private func permissions(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}
