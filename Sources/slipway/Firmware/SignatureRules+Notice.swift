import SlipwayServices

extension SignatureRules {
    /// Says on standard error, where there are keys, that less suffices than could be asked for.
    func printNotice() {
        guard hasKeys, allowsBareSignatures else { return }
        StandardError.print(
            "bare_signatures is allowed: releases are approved with a digital signature alone, which \(Self.lack); once "
                + "all come with signed manifests: slipway settings set bare_signatures refused")
    }

    /// That a release has been approved like that.
    static func notice(of version: String) -> String {
        "\(version) is approved with its digital signature alone, which \(lack); sign manifests instead: slipway firmware "
            + "attach-manifest --help"
    }

    private static let lack = "does not say for which version and which hardware it was made"
}
