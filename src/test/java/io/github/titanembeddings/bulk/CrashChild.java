package io.github.titanembeddings.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.internal.concurrent.Threads;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.transport.AsyncTransport;
import io.github.titanembeddings.transport.InvokeReply;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
    ExecutorService callers =
        Executors.newFixedThreadPool(IN_FLIGHT, task -> Threads.daemon(task, "caller"));
    return call -> CompletableFuture.supplyAsync(() -> post(server, call.body()), callers);
  }

  /** Posts over the HTTP client of the JDK that starts fastest. */
  private static InvokeReply post(URI server, byte[] body) {
    try {
      HttpURLConnection connection = (HttpURLConnection) server.toURL().openConnection();
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(body.length);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body);
      }
      try (InputStream in = connection.getInputStream()) {
        return InvokeReply.ofJson(new String(in.readAllBytes(), UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
