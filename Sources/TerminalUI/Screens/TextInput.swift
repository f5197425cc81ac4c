/// What a field receives.
package enum TextInput: Hashable, Sendable {
    case key(Key)
    /// As the terminal sent it, line ends being LF; not yet safe.
    case paste(String)
}
