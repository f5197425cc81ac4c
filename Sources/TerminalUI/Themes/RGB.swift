import Foundation

/// A colour of the xterm palette, for choosing the nearest and for measuring contrast.
package struct RGB: Hashable, Sendable {
    package let red: Int
    package let green: Int
    package let blue: Int

    package init(red: Int, green: Int, blue: Int) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// `#RRGGBB`.
    package init?(hexadecimal: some StringProtocol) {
        guard hexadecimal.first == "#", hexadecimal.utf8.count == 7,
            let value = UInt32(hexadecimal.dropFirst(), radix: 16)
        else { return nil }
        self.init(red: Int(value >> 16 & 0xFF), green: Int(value >> 8 & 0xFF), blue: Int(value & 0xFF))
    }

    /// The fixed part of the xterm palette: the cube at 16 to 231 and the greys at 232 to 255.
    package init?(paletteIndex index: Int) {
        switch index {
        case 16...231:
            let levels = [0, 95, 135, 175, 215, 255]
            let offset = index - 16
            self.init(red: levels[offset / 36], green: levels[offset / 6 % 6], blue: levels[offset % 6])
        case 232...255:
            let level = 8 + (index - 232) * 10
            self.init(red: level, green: level, blue: level)
        default: return nil
        }
    }

    /// The entry from 16 to 255 at the least distance; the first 16 are the user's and are never guessed at.
    package var nearestPaletteIndex: Int {
        var best = 16
        var least = Int.max
        for index in 16...255 {
            guard let candidate = RGB(paletteIndex: index) else { continue }
            let distance = self.distance(to: candidate)
            if distance < least { (best, least) = (index, distance) }
        }
        return best
    }

    /// From 1 to 21, by WCAG 2.1.
    package func contrast(with other: RGB) -> Double {
        let (lighter, darker) = (max(luminance, other.luminance), min(luminance, other.luminance))
        return (lighter + 0.05) / (darker + 0.05)
    }

    private func distance(to other: RGB) -> Int {
        let differences = [red - other.red, green - other.green, blue - other.blue]
        return differences.reduce(0) { $0 + $1 * $1 }
    }

    private var luminance: Double {
        0.2126 * Self.linear(red) + 0.7152 * Self.linear(green) + 0.0722 * Self.linear(blue)
    }

    private static func linear(_ component: Int) -> Double {
        let value = Double(component) / 255
        return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
}
