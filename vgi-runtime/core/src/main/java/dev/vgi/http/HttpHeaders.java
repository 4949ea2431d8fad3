package dev.vgi.http;

/** The names of header fields, and the values that have one spelling. */
public final class HttpHeaders {
    public static final String CONTENT_TYPE = "Content-Type";
    public static final String CONTENT_ENCODING = "Content-Encoding";
    public static final String ACCEPT_ENCODING = "Accept-Encoding";
    public static final String VGI_CONTENT_ENCODING = "X-VGI-Content-Encoding";
    public static final String VGI_ACCEPT_ENCODING = "X-VGI-Accept-Encoding";
    public static final String REQUEST_ID = "X-Request-ID";
    public static final String RPC_ERROR = "X-VGI-RPC-Error";
    public static final String AUTH_REASON = "VGI-Auth-Reason";
    public static final String ACCEPT_MAX_RESPONSE_BYTES = "VGI-Accept-Max-Response-Bytes";
    public static final String ACCEPT_MAX_RESPONSE_BYTES_SUPPORT = "VGI-Accept-Max-Response-Bytes-Support";
    public static final String MAX_REQUEST_BYTES = "VGI-Max-Request-Bytes";
    public static final String MAX_RESPONSE_BYTES = "VGI-Max-Response-Bytes";
    public static final String SUPPORTED_ENCODINGS = "VGI-Supported-Encodings";
    public static final String EXTERNALIZATION_ENABLED = "VGI-Externalization-Enabled";

    public static final String AUTH_PROXY_REQUIRED = "VGI-Auth-Proxy-Required";
    public static final String PROXY_PROOF = "VGI-Proxy-Proof";
    public static final String PROXY_PROOF_REQUIRED = "VGI-Proxy-Proof-Required";
    public static final String SESSION = "VGI-Session";
    public static final String SESSION_ACCEPT = "VGI-Session-Accept";
    public static final String SESSION_CLOSE = "VGI-Session-Close";
    public static final String STICKY_ENABLED = "VGI-Sticky-Enabled";
    public static final String STICKY_DEFAULT_TTL = "VGI-Sticky-Default-TTL";
    public static final String STICKY_ECHO_HEADERS = "VGI-Sticky-Echo-Headers";
    public static final String ECHO_PREFIX = "VGI-Echo-";
    public static final String MAX_EXTERNALIZED_RESPONSE_BYTES = "VGI-Max-Externalized-Response-Bytes";
    public static final String UPLOAD_URL_SUPPORT = "VGI-Upload-URL-Support";
    public static final String MAX_UPLOAD_BYTES = "VGI-Max-Upload-Bytes";

    public static final String ARROW = "application/vnd.apache.arrow.stream";
    public static final String JSON = "application/json";

    private HttpHeaders() {}
}
