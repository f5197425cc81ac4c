/// How many devices have one value of one attribute.
package struct AttributeCount: Hashable, Sendable {
    package let attribute: BatchAttribute
    package let value: String
    package let count: Int

    package init(attribute: BatchAttribute, value: String, count: Int) {
        self.attribute = attribute
        self.value = value
        self.count = count
    }
}
