package io.github.titanembeddings.testing.internal.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import io.github.titanembeddings.testing.internal.controlplane.ControlOperation;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

/** The HTTP side of the stub: a WireMock server that responds through a {@link StubService}. */
public final class WireMockStub {
  private static final String PATH = "/model/[^/]+/invoke";
  private static final int THREADS = 128;

  private final WireMockServer server;

  private WireMockStub(WireMockServer server) {
    this.server = server;
  }

  /**
   * Lets this module read WireMock, which {@code module-info} cannot name: its jar contains a copy
   * of {@code org.jspecify.annotations}, so it and {@code org.jspecify} cannot both be modules.
   */
  public static void readModule() {
    try {
      Class<?> wireMock = Class.forName("com.github.tomakehurst.wiremock.WireMockServer");
      WireMockStub.class.getModule().addReads(wireMock.getModule());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  public static WireMockStub start(StubService service) {
    WireMockServer server =
        new WireMockServer(
            options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .containerThreads(THREADS)
                .disableRequestJournal()
                .gzipDisabled(true)
                .extensions(
                    new Responder("titan-embeddings", request -> invoke(service, request)),
                    new Responder("control-plane", request -> control(service, request))));
    server.stubFor(
        post(urlPathMatching(PATH)).willReturn(aResponse().withTransformers("titan-embeddings")));
    server.stubFor(
        any(urlPathMatching(ControlOperation.PATHS))
            .willReturn(aResponse().withTransformers("control-plane")));
    server.start();
    return new WireMockStub(server);
  }

  /** The mappings by which another WireMock server forwards calls to this one. */
  public static final class Attachment {
    private final WireMock server;
    private final List<StubMapping> mappings;
    private boolean ended;

    private Attachment(WireMock server, List<StubMapping> mappings) {
      this.server = server;
      this.mappings = mappings;
      renew();
    }

    /** Adds the mappings that the server lacks, for example after its {@code resetAll()}. */
    public synchronized void renew() {
      for (StubMapping mapping : mappings) {
        if (!ended && !server.getStubMapping(mapping.getId()).isPresent()) {
          server.register(mapping);
        }
      }
    }

    public synchronized void end() {
      ended = true;
      mappings.forEach(server::removeStubMapping);
    }
  }

  public Attachment attachTo(WireMock other) {
    ResponseDefinitionBuilder forward = aResponse().proxiedFrom(baseUrl(server));
    return new Attachment(
        other,
        Stream.of(
                post(urlPathMatching(PATH)).willReturn(forward),
                any(urlPathMatching(ControlOperation.PATHS)).willReturn(forward))
            .map(mapping -> mapping.build())
            .toList());
  }

  private static ScriptedResponse invoke(StubService service, Request request) {
    String modelId = path(request).split("/", -1)[2];
    return service.respond(
        URLDecoder.decode(modelId, StandardCharsets.UTF_8), request.getBody(), headers(request));
  }

  private static ScriptedResponse control(StubService service, Request request) {
    Map<String, String> query = new HashMap<>();
    String url = request.getUrl();
    int start = url.indexOf('?');
    for (String part : start < 0 ? new String[0] : url.substring(start + 1).split("&", -1)) {
      String[] pair = part.split("=", 2);
      String value = pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8);
      query.put(pair[0], value);
    }
    return service.controlPlane.respond(
        request.getMethod().getName(), path(request), query, request.getBodyAsString());
  }

  private static String path(Request request) {
    return request.getUrl().replaceFirst("\\?.*", "");
  }

  private static Map<String, String> headers(Request request) {
    Map<String, String> headers = new HashMap<>();
    for (HttpHeader header : request.getHeaders().all()) {
      headers.put(header.key().toLowerCase(Locale.ROOT), header.firstValue());
    }
    return headers;
  }

  public URI endpoint() {
    return URI.create(baseUrl(server));
  }

  /** Not in the public class, which must load without WireMock. */
  public static WireMock client(WireMockServer server) {
    return new WireMock(server);
  }

  /** WireMock's own {@code baseUrl()} writes the port in the digits of the default locale. */
  public static String baseUrl(WireMockServer server) {
    return server.isHttpsEnabled()
        ? "https://localhost:" + server.httpsPort()
        : "http://localhost:" + server.port();
  }

  public void stop() {
    server.stop();
  }

  private static final class Responder implements ResponseDefinitionTransformerV2 {
    private final String name;
    private final Function<Request, ScriptedResponse> service;
    private final AtomicLong requestIds = new AtomicLong();

    private Responder(String name, Function<Request, ScriptedResponse> service) {
      this.name = name;
      this.service = service;
    }

    @Override
    public ResponseDefinition transform(ServeEvent event) {
      ScriptedResponse response = service.apply(event.getRequest());
      return definition(response).withFixedDelay((int) response.delay().toMillis()).build();
    }

    private ResponseDefinitionBuilder definition(ScriptedResponse response) {
      if (response.fault() != null) {
        return aResponse()
            .withFault(
                switch (response.fault()) {
                  case CONNECTION_RESET -> Fault.CONNECTION_RESET_BY_PEER;
                  case EMPTY_REPLY -> Fault.EMPTY_RESPONSE;
                  case BROKEN_BODY -> Fault.MALFORMED_RESPONSE_CHUNK;
                });
      }
      ResponseDefinitionBuilder definition =
          aResponse()
              .withStatus(response.status())
              .withHeader("Content-Type", "application/json")
              .withHeader("x-amzn-RequestId", "stub-" + requestIds.incrementAndGet())
              .withBody(response.body());
      if (!response.errorType().isEmpty()) {
        definition.withHeader(
            "x-amzn-ErrorType",
            response.errorType() + ":http://internal.amazon.com/coral/com.amazon.bedrock/");
      }
      response.headers().forEach((name, value) -> definition.withHeader(name, value));
      return definition;
    }

    @Override
    public boolean applyGlobally() {
      return false;
    }

    @Override
    public String getName() {
      return name;
    }
  }
}
