import CLibPQ
import SlipwayCore

/// Where a database is, as libpq reads it: a URL, or `key=value` pairs.
package struct PostgresLocation: Hashable, Sendable, CustomStringConvertible {
    /// May hold a password: it goes to libpq and nowhere else.
    let connectionInfo: String
    /// A URL with the user, the hosts and the name of the database, and nothing else.
    package let description: String
    package let hasPassword: Bool
    /// The settings of each host, where there are several to be tried in their order; else none of its own.
    let hosts: [[String: String]]

    /// - Throws: DATABASE_001 where libpq cannot read it.
    package init(_ text: String) throws(SlipwayError) {
        guard let options = PQconninfoParse(text, nil) else {
            throw .databaseUnavailable("the address of the database is not one that PostgreSQL knows")
        }
        defer { PQconninfoFree(options) }
        let values = Self.values(of: options)
        connectionInfo = text
        description = Self.url(values)
        hasPassword = values["password"] != nil || values["sslpassword"] != nil
        hosts = Self.hosts(values)
    }

    /// libpq tries one after the other as well, but spends all the time there is on the first one that hangs. Which of
    /// several is a standby it has to find out by itself.
    private static func hosts(_ values: [String: String]) -> [[String: String]] {
        let lists = ["host", "hostaddr", "port"].compactMap { keyword in
            values[keyword].map { (keyword, $0.split(separator: ",", omittingEmptySubsequences: false)) }
        }
        let count = lists.filter { $0.0 != "port" }.map(\.1.count).max() ?? 1
        guard count > 1, values["target_session_attrs"] != "prefer-standby",
            lists.allSatisfy({ $0.1.count == count || $0.0 == "port" && $0.1.count == 1 })
        else { return [[:]] }
        return (0..<count).map { index in
            Dictionary(lists.map { ($0.0, String($0.1.count == 1 ? $0.1[0] : $0.1[index])) }) { first, _ in first }
        }
    }

    /// What is set, by its keyword.
    static func values(of options: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
        var values: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return values
    }

    private static func url(_ values: [String: String]) -> String {
        let user = values["user"].map { "\($0)@" } ?? ""
        let hosts = (values["host"] ?? values["hostaddr"] ?? "").split(separator: ",").map(String.init)
        let ports = (values["port"] ?? "").split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let name = values["dbname"] ?? ""
        if let folder = hosts.first, folder.hasPrefix("/") { return "postgres://\(user)/\(name)?host=\(folder)" }
        let places = hosts.enumerated().map { index, host in
            // One port may be that of all hosts.
            let port = ports.count > index ? ports[index] : ports.last ?? ""
            return port.isEmpty ? host : "\(host):\(port)"
        }
        return "postgres://\(user)\(places.joined(separator: ","))/\(name)"
    }
}
