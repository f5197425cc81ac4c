import SlipwayServices
import Testing

struct HomeFolderTests {
    @Test(arguments: [("~/a.csv", "/home/a/a.csv"), ("~", "/home/a"), ("~b/a", "~b/a"), ("/a/~/b", "/a/~/b"), ("", "")])
    func `a tilde at the start is the home folder of the environment`(path: String, full: String) {
        #expect(HomeFolder.expanded(path, environment: ["HOME": "/home/a"]) == full)
    }
}
