import HTTPServer
import HTTPTypes

/// `GET /openapi.json` and `GET /docs`: how the service is used, for programs and for people.
struct DocumentationRoutes: Sendable {
  var routes: [Route] {
    [
      .answering("/openapi.json") { _, _ in
        ServerResponse(
          status: .ok, contentType: "application/json", body: PackageResources.openapi_json)
      },
      .answering("/docs") { _, _ in
        var response = ServerResponse(
          status: .ok, contentType: "text/html; charset=utf-8", body: PackageResources.docs_html)
        // The page draws what this server describes, and nothing else may run in it.
        if let name = HTTPField.Name("Content-Security-Policy") {
          response.head.headerFields[name] =
            "default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; "
            + "script-src 'unsafe-inline'"
        }
        return response
      },
    ]
  }
}
