package io.github.titanembeddings.testing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The stand-in's HTTP: a WireMock server whose answers come from a {@link StubService}. */
final class WireMockStub {
  private static final String PATH = "/model/[^/]+/invoke";
  private static final int THREADS = 128;

  private final WireMockServer server;

  private WireMockStub(WireMockServer server) {
    this.server = server;
  }

  static WireMockStub start(StubService service) {
    WireMockServer server =
        new WireMockServer(
            options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .containerThreads(THREADS)
                .disableRequestJournal()
                .gzipDisabled(true)
                .extensions(new Answers(service)));
    server.stubFor(
        post(urlPathMatching(PATH)).willReturn(aResponse().withTransformers(Answers.NAME)));
    server.start();
    return new WireMockStub(server);
  }

  /** Passes the calls that another WireMock gets on to this one, until it is detached. */
  Runnable attachTo(WireMockServer other) {
    StubMapping mapping =
        other.stubFor(
            post(urlPathMatching(PATH)).willReturn(aResponse().proxiedFrom(server.baseUrl())));
    return () -> {
      if (other.isRunning()) {
        other.removeStub(mapping);
      }
    };
  }

  URI endpoint() {
    return URI.create(server.baseUrl());
  }

  void stop() {
    server.stop();
  }

  private static final class Answers implements ResponseDefinitionTransformerV2 {
    private static final String NAME = "titan-embeddings";

    private final StubService service;
    private final AtomicLong requestIds = new AtomicLong();

    private Answers(StubService service) {
      this.service = service;
    }

    @Override
    public ResponseDefinition transform(ServeEvent event) {
      Request request = event.getRequest();
      StubAnswer answer =
          service.answer(modelId(request.getUrl()), request.getBody(), headers(request));
      return response(answer).withFixedDelay((int) answer.delay().toMillis()).build();
    }

    private ResponseDefinitionBuilder response(StubAnswer answer) {
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

    private static String modelId(String path) {
      String[] parts = path.split("/", -1);
      return URLDecoder.decode(parts[2], StandardCharsets.UTF_8);
    }

    private static Map<String, String> headers(Request request) {
      Map<String, String> headers = new HashMap<>();
      for (HttpHeader header : request.getHeaders().all()) {
        headers.put(header.key().toLowerCase(Locale.ROOT), header.firstValue());
      }
      return headers;
    }

    @Override
    public boolean applyGlobally() {
      return false;
    }

    @Override
    public String getName() {
      return NAME;
    }
  }
}
