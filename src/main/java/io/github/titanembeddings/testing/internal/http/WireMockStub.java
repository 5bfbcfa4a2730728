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
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.internal.controlplane.ControlOperation;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** The stand-in's HTTP: a WireMock server whose answers come from a {@link StubService}. */
public final class WireMockStub {
  private static final String PATH = "/model/[^/]+/invoke";
  private static final int THREADS = 128;

  private final WireMockServer server;

  private WireMockStub(WireMockServer server) {
    this.server = server;
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
                    new Answers("titan-embeddings", request -> vectors(service, request)),
                    new Answers("control-plane", request -> control(service, request))));
    server.stubFor(
        post(urlPathMatching(PATH)).willReturn(aResponse().withTransformers("titan-embeddings")));
    server.stubFor(
        any(urlPathMatching(ControlOperation.paths()))
            .willReturn(aResponse().withTransformers("control-plane")));
    server.start();
    return new WireMockStub(server);
  }

  public Attachment attachTo(WireMockServer other) {
    return attachTo(new WireMock(other));
  }

  /** Passes the calls that another WireMock gets on to this one. */
  public Attachment attachTo(WireMock other) {
    ResponseDefinitionBuilder passedOn = aResponse().proxiedFrom(baseUrl(server));
    return new Attachment(
        other,
        post(urlPathMatching(PATH)).willReturn(passedOn),
        any(urlPathMatching(ControlOperation.paths())).willReturn(passedOn));
  }

  private static StubResponse vectors(StubService service, Request request) {
    String modelId = path(request).split("/", -1)[2];
    return service.answer(
        URLDecoder.decode(modelId, StandardCharsets.UTF_8), request.getBody(), headers(request));
  }

  private static StubResponse control(StubService service, Request request) {
    Map<String, String> query = new HashMap<>();
    String url = request.getUrl();
    int start = url.indexOf('?');
    for (String part : start < 0 ? new String[0] : url.substring(start + 1).split("&", -1)) {
      String[] pair = part.split("=", 2);
      String value = pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8);
      query.put(pair[0], value);
    }
    return service.controlPlane.answer(
        request.getMethod().getName(), path(request), query, request.getBodyAsString());
  }

  /** The path as it came, encoded. */
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

  /** WireMock's own {@code baseUrl()} writes the port in the digits of the default locale. */
  public static String baseUrl(WireMockServer server) {
    return server.isHttpsEnabled()
        ? "https://localhost:" + server.httpsPort()
        : "http://localhost:" + server.port();
  }

  public void stop() {
    server.stop();
  }

  private static final class Answers implements ResponseDefinitionTransformerV2 {
    private final String name;
    private final Function<Request, StubResponse> service;
    private final AtomicLong requestIds = new AtomicLong();

    private Answers(String name, Function<Request, StubResponse> service) {
      this.name = name;
      this.service = service;
    }

    @Override
    public ResponseDefinition transform(ServeEvent event) {
      StubResponse answer = service.apply(event.getRequest());
      return response(answer).withFixedDelay((int) answer.delay().toMillis()).build();
    }

    private ResponseDefinitionBuilder response(StubResponse answer) {
      if (answer.fault() != null) {
        return aResponse()
            .withFault(
                switch (answer.fault()) {
                  case CONNECTION_RESET -> Fault.CONNECTION_RESET_BY_PEER;
                  case EMPTY_REPLY -> Fault.EMPTY_RESPONSE;
                  case BROKEN_BODY -> Fault.MALFORMED_RESPONSE_CHUNK;
                });
      }
      ResponseDefinitionBuilder response =
          aResponse()
              .withStatus(answer.status())
              .withHeader("Content-Type", "application/json")
              .withHeader("x-amzn-RequestId", "stub-" + requestIds.incrementAndGet())
              .withBody(answer.body());
      if (!answer.errorType().isEmpty()) {
        response.withHeader(
            "x-amzn-ErrorType",
            answer.errorType() + ":http://internal.amazon.com/coral/com.amazon.bedrock/");
      }
      answer.headers().forEach((name, value) -> response.withHeader(name, value));
      return response;
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
