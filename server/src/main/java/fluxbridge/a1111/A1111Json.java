package fluxbridge.a1111;

import tools.jackson.databind.json.JsonMapper;

/** The JSON mapper of the A1111 door's own documents. */
final class A1111Json {

    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private A1111Json() {}
}
