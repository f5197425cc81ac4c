import Foundation

/// A server on a port of this machine, until nothing holds it any longer.
final class LocalServer {
    static let patience = Duration.seconds(60)

    let program: RunningProgram
    let port: Int

    /// Returns once it answers.
    ///
    /// - Parameter ready: a path that is answered with 200 from then on.
    private init(
        _ executable: String, _ arguments: [String], port: Int, ready: String, in world: BenchWorld
    ) throws {
        self.port = port
        let log = world.path("server-\(port).log")
        program = try RunningProgram(
            executable, arguments, environment: world.environment, on: .quiet(log: log))
        let deadline = ContinuousClock.now + Self.patience
        let request = KeepAliveLoad.request("GET", ready)
        while (try? KeepAliveConnection(port: port).ask(request).status) != 200 {
            guard ContinuousClock.now < deadline else {
                let said = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
                throw SystemFault(saying: "\(executable) does not answer: \(said.suffix(500))")
            }
            usleep(20_000)
        }
    }

    /// - Parameter database: as `--database` takes it.
    static func slipway(_ database: String, _ options: [String] = [], in world: BenchWorld) throws -> LocalServer {
        let port = try freePort()
        let arguments =
            ["serve", "--database", database, "--listen", "127.0.0.1:\(port)", "--device-requests", "1000000"] + options
        return try LocalServer(world.slipway, arguments, port: port, ready: "/ready", in: world)
    }

    /// Slipway with its limits shortened.
    ///
    /// - Parameter benchmark: the program of the bench, which holds it.
    static func scaled(
        _ benchmark: String, _ database: String, by factor: Double, in world: BenchWorld
    ) throws -> LocalServer {
        let port = try freePort()
        let arguments = ["scaled-server", "--database", database, "--port", "\(port)", "--scale", "\(factor)"]
        return try LocalServer(benchmark, arguments, port: port, ready: "/ready", in: world)
    }

    /// nginx with one process, as its own documentation tunes it for files.
    ///
    /// - Parameter files: a folder in which there is `file`.
    static func nginx(_ files: String, in world: BenchWorld) throws -> LocalServer {
        guard let nginx = BenchTool.nginx.path else { throw LeftOut(reason: "nginx not installed") }
        let port = try freePort()
        let prefix = world.path("nginx-\(port)")
        try FileManager.default.createDirectory(atPath: prefix, withIntermediateDirectories: true)
        let user = getuid() == 0 ? "user root;" : ""
        let configuration = """
            daemon off; master_process off; pid \(prefix)/pid; error_log \(prefix)/log; \(user)
            events {}
            http {
              access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; keepalive_timeout 600s;
              client_body_temp_path \(prefix)/body; proxy_temp_path \(prefix)/proxy;
              fastcgi_temp_path \(prefix)/fastcgi; uwsgi_temp_path \(prefix)/uwsgi; scgi_temp_path \(prefix)/scgi;
              server { listen 127.0.0.1:\(port); root \(files); }
            }
            """
        try configuration.write(toFile: prefix + "/nginx.conf", atomically: true, encoding: .utf8)
        return try LocalServer(
            nginx, ["-p", prefix, "-c", prefix + "/nginx.conf"], port: port, ready: "/file", in: world)
    }

    /// What it has taken for each of so many requests.
    ///
    /// - Returns: microseconds of CPU.
    func cpu(perEachOf count: Int, _ load: () throws -> Void) throws -> Double {
        let before = try ProcessCost.cpu(of: program.id)
        try load()
        return (try ProcessCost.cpu(of: program.id) - before) / .microseconds(1) / Double(count)
    }

    /// One that nothing has at this moment.
    private static func freePort() throws -> Int {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let outcome = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(socket, pointer, length) == 0 ? getsockname(socket, pointer, &length) : -1
            }
        }
        if outcome != 0 { throw SystemFault("bind") }
        return Int(in_port_t(bigEndian: address.sin_port))
    }
}
