import Foundation
import SlipwayServices

/// What a document looks like, read off one of its kind as it is sent.
///
/// That a field is there in one says nothing of the others, so that each may be missing or null.
struct JSONShape: Decodable {
    let kind: JSONSchema.Kind

    /// - Parameter sample: with every field filled in, and one element in every list.
    init(of sample: some Encodable) throws {
        self = try JSONDecoder().decode(JSONShape.self, from: Data(try JSONText.compact(sample).utf8))
    }

    init(from decoder: any Decoder) throws {
        if let members = try? decoder.container(keyedBy: Name.self) {
            let fields = try members.allKeys.map { name -> JSONSchema.Field in
                .optional(name.stringValue, try members.decode(JSONShape.self, forKey: name).kind)
            }
            kind = .object(JSONSchema(fields).opened)
        } else if var elements = try? decoder.unkeyedContainer() {
            kind = .list(try elements.decode(JSONShape.self).kind)
        } else {
            kind = try Self.simple(try decoder.singleValueContainer())
        }
    }

    private static func simple(_ value: any SingleValueDecodingContainer) throws -> JSONSchema.Kind {
        if (try? value.decode(Bool.self)) != nil { return .flag }
        if (try? value.decode(Int64.self)) != nil { return .integer() }
        if (try? value.decode(Double.self)) != nil { return .number() }
        _ = try value.decode(String.self)
        return .text()
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
