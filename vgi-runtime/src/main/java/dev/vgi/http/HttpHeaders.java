package dev.vgi.http;

/** The names of header fields, and the values that have one spelling. */
final class HttpHeaders {
    static final String CONTENT_TYPE = "Content-Type";
    static final String CONTENT_ENCODING = "Content-Encoding";
    static final String ACCEPT_ENCODING = "Accept-Encoding";
    static final String VGI_CONTENT_ENCODING = "X-VGI-Content-Encoding";
    static final String VGI_ACCEPT_ENCODING = "X-VGI-Accept-Encoding";
    static final String REQUEST_ID = "X-Request-ID";
    static final String RPC_ERROR = "X-VGI-RPC-Error";
    static final String AUTH_REASON = "VGI-Auth-Reason";
    static final String ACCEPT_MAX_RESPONSE_BYTES = "VGI-Accept-Max-Response-Bytes";
    static final String ACCEPT_MAX_RESPONSE_BYTES_SUPPORT = "VGI-Accept-Max-Response-Bytes-Support";
    static final String MAX_REQUEST_BYTES = "VGI-Max-Request-Bytes";
    static final String MAX_RESPONSE_BYTES = "VGI-Max-Response-Bytes";
    static final String SUPPORTED_ENCODINGS = "VGI-Supported-Encodings";
    static final String EXTERNALIZATION_ENABLED = "VGI-Externalization-Enabled";

    static final String AUTH_PROXY_REQUIRED = "VGI-Auth-Proxy-Required";
    static final String PROXY_PROOF = "VGI-Proxy-Proof";
    static final String PROXY_PROOF_REQUIRED = "VGI-Proxy-Proof-Required";
    static final String SESSION = "VGI-Session";
    static final String SESSION_ACCEPT = "VGI-Session-Accept";
    static final String SESSION_CLOSE = "VGI-Session-Close";
    static final String STICKY_ENABLED = "VGI-Sticky-Enabled";
    static final String STICKY_DEFAULT_TTL = "VGI-Sticky-Default-TTL";
    static final String STICKY_ECHO_HEADERS = "VGI-Sticky-Echo-Headers";
    static final String ECHO_PREFIX = "VGI-Echo-";
    static final String MAX_EXTERNALIZED_RESPONSE_BYTES = "VGI-Max-Externalized-Response-Bytes";
    static final String UPLOAD_URL_SUPPORT = "VGI-Upload-URL-Support";
    static final String MAX_UPLOAD_BYTES = "VGI-Max-Upload-Bytes";

    static final String ARROW = "application/vnd.apache.arrow.stream";
    static final String JSON = "application/json";

    private HttpHeaders() {}
}
