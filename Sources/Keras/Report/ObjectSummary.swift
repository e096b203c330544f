import HDF5

/// One object of an HDF5 file.
public struct ObjectSummary: Sendable, Codable, Equatable {
  /// Its absolute path.
  public let path: String
  /// What it is: `group`, or a dataset's type and extents such as `float32 (3, 3, 1, 8)`; for an
  /// object that is not read, why.
  public let content: String
  /// Keras' attributes of it, each with the begin of its value.
  public let attributes: [String]
}

/// Lists all objects of a file.
struct ObjectTree {
  private(set) var objects: [ObjectSummary] = []
  /// Whether there are more than were listed.
  private(set) var isCut = false

  private static let maximumObjects = 20_000

  /// Attributes that Keras writes; HDF5 files of others may have any number of others.
  private static let attributes = [
    "keras_version", "backend", "model_config", "training_config", "layer_names", "weight_names",
    "nb_layers", "nb_params", "name",
  ]

  init(_ root: Group) {
    add(root, path: "/", depth: 0)
  }

  private mutating func add(_ group: Group, path: String, depth: Int) {
    guard note(ObjectSummary(path: path, content: "group", attributes: attributes(of: group)))
    else { return }
    do throws(HDF5Error) {
      guard depth < Limits.standard.depth else { return }
      for name in try group.memberNames() {
        addMember(name, of: group, path: path == "/" ? "/" + name : path + "/" + name, depth: depth)
      }
    } catch {
      note(ObjectSummary(path: path, content: error.description, attributes: []))
    }
  }

  private mutating func addMember(_ name: String, of group: Group, path: String, depth: Int) {
    do throws(HDF5Error) {
      add(try group.group(name), path: path, depth: depth + 1)
    } catch {
      do throws(HDF5Error) {
        let dataset = try group.dataset(name)
        let extents = dataset.dimensions.map(String.init).joined(separator: ", ")
        note(
          ObjectSummary(
            path: path, content: "\(dataset.elementType) (\(extents))", attributes: []))
      } catch {
        note(ObjectSummary(path: path, content: "not read: \(error)", attributes: []))
      }
    }
  }

  @discardableResult
  private mutating func note(_ object: ObjectSummary) -> Bool {
    isCut = objects.count >= Self.maximumObjects
    if !isCut { objects.append(object) }
    return !isCut
  }

  private func attributes(of group: Group) -> [String] {
    Self.attributes.compactMap { name in
      do throws(HDF5Error) {
        if let attribute = try group.attribute(name) { return describe(attribute, name) }
        // Long lists are stored in parts.
        guard try group.hasAttribute(name + "0") else { return nil }
        return "\(name)0… = \(try group.texts(name)?.count ?? 0) texts"
      } catch {
        return "\(name): not read: \(error)"
      }
    }
  }

  private func describe(_ attribute: Attribute, _ name: String) -> String {
    do throws(HDF5Error) {
      let texts = try attribute.texts()
      guard texts.count == 1 else { return "\(name) = \(texts.count) texts" }
      let text = texts[0]
      return text.utf8.count > 80
        ? "\(name) = \(text.prefix(60))… (\(text.utf8.count) bytes)" : "\(name) = \(text)"
    } catch {
      return "\(name) = \(attribute.count) values"
    }
  }
}
