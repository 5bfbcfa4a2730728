package io.github.titanembeddings.testing.internal.http;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import java.util.Arrays;
import java.util.List;

/** The stubs by which somebody's WireMock server passes calls on. */
public final class Attachment {
  private final WireMock server;
  private final List<StubMapping> stubs;
  private boolean ended;

  Attachment(WireMock server, MappingBuilder... stubs) {
    this.server = server;
    this.stubs = Arrays.stream(stubs).map(MappingBuilder::build).toList();
    renew();
  }

  /** Adds the stubs that the server does not have, or has forgotten. */
  public synchronized void renew() {
    for (StubMapping stub : stubs) {
      if (!ended && !server.getStubMapping(stub.getId()).isPresent()) {
        server.register(stub);
      }
    }
  }

  public synchronized void end() {
    ended = true;
    stubs.forEach(server::removeStubMapping);
  }
}
