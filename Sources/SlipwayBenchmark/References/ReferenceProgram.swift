import Foundation

/// A program in C that does the least that a part of Slipway could take.
///
/// It is compiled when it is needed, since what is linked with a program in Swift loads the libraries of Swift.
enum ReferenceProgram: String {
    case screen, status, version

    private var source: [UInt8] {
        switch self {
        case .screen: PackageResources.screen_c
        case .status: PackageResources.status_c
        case .version: PackageResources.version_c
        }
    }

    private var libraries: [String] {
        switch self {
        case .screen: ["-lncursesw", "-ltinfo"]
        case .status: ["-lsqlite3"]
        case .version: []
        }
    }

    /// - Returns: the path of the program.
    func built(in world: BenchWorld) throws -> String {
        guard let compiler = BenchTool.compiler.path else { throw LeftOut(reason: "cc not installed") }
        let (program, code) = (world.path("reference-\(rawValue)"), world.path("\(rawValue).c"))
        if FileManager.default.fileExists(atPath: program) { return program }
        try Data(source).write(to: URL(filePath: code))
        let warnings = ["-Wall", "-Wextra", "-Werror"]
        try RunningProgram.run(compiler, ["-O2"] + warnings + ["-o", program, code] + libraries, in: world)
        return program
    }
}
