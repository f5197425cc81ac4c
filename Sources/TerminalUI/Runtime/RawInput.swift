/// What a terminal library decoded, before pastes and unknown sequences are told from keys.
package enum RawInput: Hashable, Sendable {
    case key(Key)
    case pasteBegan
    case pasteEnded
}
