package io.github.titanembeddings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.testing.StubRequest;
import io.github.titanembeddings.testing.TitanStub;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What depends on how a JVM is started. */
class OtherJvmTest {
  private static final String TEXT = "Größe 日本語 \uD83D\uDE00";

  /** Embeds a text by both clients. */
  public static final class EmbedInUtf8 {
    public static void main(String[] args) {
      for (Mode mode : Mode.values()) {
        try (EitherClient titan =
            mode.client(builder -> Mode.connect(builder, URI.create(args[0])))) {
          titan.embed(r -> r.text(TEXT));
        }
      }
    }
  }

  /** Makes both clients where no region is to be had. */
  public static final class CreateWithoutRegion {
    public static void main(String[] args) {
      for (Mode mode : Mode.values()) {
        try (EitherClient titan = mode.client(builder -> {})) {
          System.out.println("made " + titan);
        } catch (TransportException e) {
          System.out.println(e.kind() + ": " + e.getMessage());
        }
      }
    }
  }

  @Test
  void textIsUtf8WhateverTheDefaultCharset() throws IOException, InterruptedException {
    try (TitanStub stub = TitanStub.start()) {
      OtherJvm.run(Map.of(), EmbedInUtf8.class, stub.endpoint().toString());

      assertThat(stub.requests())
          .hasSize(2)
          .extracting(StubRequest::text)
          .allSatisfy(text -> assertThat(text).hasValue(TEXT));
    }
  }

  @Test
  void withoutARegionNoClientIsMade() throws IOException, InterruptedException {
    Map<String, String> nowhere =
        Map.of(
            "AWS_EC2_METADATA_DISABLED", "true",
            "AWS_CONFIG_FILE", "none",
            "AWS_SHARED_CREDENTIALS_FILE", "none");

    assertThat(OtherJvm.run(nowhere, CreateWithoutRegion.class))
        .filteredOn(line -> line.startsWith("NOT_SENT") || line.startsWith("made"))
        .hasSize(2)
        .allMatch(line -> line.startsWith("NOT_SENT: the AWS client can't be made: "));
  }
}
