/// What the file system said against an export.
package struct ExportFault: Error, Hashable {
    package let words: String
}
