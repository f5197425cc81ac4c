/// What the path of a route names: where that does not exist the answer is 404, where only the body names it, 400.
package enum PathSubject: Hashable, Sendable {
    case nothing, organization, device, release
}
