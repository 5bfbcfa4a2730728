package io.github.titanembeddings.testing.internal.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.http.QueryParameter;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.internal.controlplane.ControlOperation;
import java.net.URI;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The HTTP side of the stub: a WireMock server that responds through a {@link StubService}. */
public final class WireMockStub {
  private static final Pattern INVOKE = Pattern.compile("/model/([^/]+)/invoke");
  private static final String PATHS = INVOKE + "|" + ControlOperation.PATHS;
  private static final String ERROR_TYPES = ":http://internal.amazon.com/coral/com.amazon.bedrock/";
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
                .extensions(new Responder(service)));
    server.stubFor(any(urlPathMatching(PATHS)).willReturn(aResponse()));
    server.start();
    return new WireMockStub(server);
  }

  /** The mapping by which another WireMock server forwards calls to this one. */
  public static final class Attachment {
    private final WireMock server;
    private final StubMapping mapping;
    private boolean ended;

    private Attachment(WireMock server, StubMapping mapping) {
      this.server = server;
      this.mapping = mapping;
      renew();
    }

    /** Adds the mapping if the server lacks it, for example after its {@code resetAll()}. */
    public synchronized void renew() {
      if (!ended && !server.getStubMapping(mapping.getId()).isPresent()) {
        server.register(mapping);
      }
    }

    public synchronized void end() {
      ended = true;
      server.removeStubMapping(mapping);
    }
  }

  public Attachment attachTo(WireMock other) {
    return new Attachment(
        other,
        any(urlPathMatching(PATHS)).willReturn(aResponse().proxiedFrom(baseUrl(server))).build());
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

  private record Responder(StubService service, AtomicLong requestIds)
      implements ResponseDefinitionTransformerV2 {
    private Responder(StubService service) {
      this(service, new AtomicLong());
    }

    @Override
    public ResponseDefinition transform(ServeEvent event) {
      StubResponse response = respond(event.getRequest());
      return definition(response).withFixedDelay((int) response.delay().toMillis()).build();
    }

    private StubResponse respond(Request request) {
      String method = request.getMethod().getName();
      String path = request.getUrl().replaceFirst("\\?.*", "");
      Matcher invoke = INVOKE.matcher(path);
      return method.equals("POST") && invoke.matches()
          ? service.respond(
              URLDecoder.decode(invoke.group(1), UTF_8), request.getBody(), headers(request))
          : service.controlPlane.respond(
              method, path, name -> query(request, name), request.getBodyAsString());
    }

    private static String query(Request request, String name) {
      QueryParameter parameter = request.queryParameter(name);
      return parameter.isPresent() ? parameter.firstValue() : "";
    }

    private static Map<String, String> headers(Request request) {
      Map<String, String> headers = new HashMap<>();
      for (HttpHeader header : request.getHeaders().all()) {
        headers.put(header.key().toLowerCase(Locale.ROOT), header.firstValue());
      }
      return headers;
    }

    private ResponseDefinitionBuilder definition(StubResponse response) {
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
        definition.withHeader("x-amzn-ErrorType", response.errorType() + ERROR_TYPES);
      }
      response.headers().forEach((name, value) -> definition.withHeader(name, value));
      return definition;
    }

    @Override
    public String getName() {
      return "titan-embeddings";
    }
  }
}
