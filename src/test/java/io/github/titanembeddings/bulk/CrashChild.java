package io.github.titanembeddings.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.transport.AsyncTransport;
import io.github.titanembeddings.transport.InvokeReply;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A process that embeds items with a journal and prints each key when its outcome is reported. */
final class CrashChild {
  static final int IN_FLIGHT = 16;
  static final int ITEMS = 400;

  /** The last items repeat the texts of the first ones. */
  static final int TEXTS = 360;

  private CrashChild() {}

  static String text(int item) {
    return "item " + item % TEXTS;
  }

  static String key(int item) {
    return "key " + item;
  }

  /** Arguments: the address of the server and the path of the journal. */
  public static void main(String[] args) {
    BulkOptions.Builder options = BulkOptions.builder().maxInFlight(IN_FLIGHT);
    try (TitanEmbeddingsAsyncClient titan =
            TitanEmbeddingsAsyncClient.builder().transport(over(URI.create(args[0]))).build();
        Journal journal =
            Journal.builder(Path.of(args[1]), ModelId.onDemand())
                .durability(Journal.Durability.PROCESS)
                .open()) {
      BulkEmbedder.of(titan, options.journal(journal).build())
          .embed(
              items(),
              outcome -> {
                System.out.println(outcome.fold(BulkOutcome::key, CrashChild::problem));
                System.out.flush();
              });
    }
    System.out.println("end");
  }

  private static String problem(BulkOutcome.Failed failed) {
    return failed.key() + ": " + failed.exception();
  }

  private static AsyncTransport over(URI server) {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    return call ->
        http.sendAsync(
                HttpRequest.newBuilder(server)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(call.body()))
                    .build(),
                HttpResponse.BodyHandlers.ofString(UTF_8))
            .thenApply(reply -> InvokeReply.ofJson(reply.body()));
  }

  private static Stream<BulkItem> items() {
    return IntStream.range(0, ITEMS)
        .mapToObj(
            i ->
                BulkItem.of(
                    key(i),
                    EmbeddingRequest.builder().text(text(i)).outputEmbeddingLength(256).build()));
  }
}
