/// The version of the project, as released (see CHANGELOG.md).
public let mienVersion = "0.1.0"
