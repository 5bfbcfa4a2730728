package io.github.titanembeddings.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.internal.engine.SourceReader.Source;
import io.github.titanembeddings.bulk.internal.engine.VirtualTime;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.AsyncTransport;
import io.github.titanembeddings.transport.InvokeCall;
import io.github.titanembeddings.transport.InvokeReply;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Items, responses and clients for the tests of runs. */
final class BulkSamples {
  static final InvokeReply GOOD = InvokeReply.ofJson(TitanStub.embeddingJson(256));

  private BulkSamples() {}

  static TitanEmbeddingsAsyncClient client(AsyncTransport transport) {
    return builder(transport).build();
  }

  /** A client that works on the calling thread only. */
  static TitanEmbeddingsAsyncClient clientWithoutThreads(AsyncTransport transport) {
    return builder(transport).executor(Runnable::run).build();
  }

  private static TitanEmbeddingsAsyncClient.Builder builder(AsyncTransport transport) {
    return TitanEmbeddingsAsyncClient.builder()
        .transport(transport)
        .embeddingConfig(EmbeddingConfig.of(256));
  }

  /** Opens the journal of a folder. */
  static Journal journal(Path folder) {
    return Journal.builder(folder.resolve("items.journal"), ModelId.onDemand())
        .durability(Journal.Durability.PROCESS)
        .open();
  }

  static CompletableFuture<InvokeReply> good() {
    return CompletableFuture.completedFuture(GOOD);
  }

  static CompletableFuture<InvokeReply> failure(ServiceException.Kind kind, int status) {
    return CompletableFuture.failedFuture(
        ServiceException.builder(kind, kind.toString()).statusCode(status).build());
  }

  static BulkItem item(int number) {
    return BulkItem.of(key(number), EmbeddingRequest.ofText("text " + number));
  }

  /** An image of unknown size. */
  static BulkItem streamed(String key) {
    ImageInput image = ImageInput.of(new ByteArrayInputStream(TestImages.png(8, 8)));
    return BulkItem.of(key, EmbeddingRequest.ofImage(image));
  }

  static String key(int number) {
    return "key-" + number;
  }

  static List<BulkItem> items(int count) {
    return IntStream.range(0, count).mapToObj(BulkSamples::item).toList();
  }

  static List<String> keys(int count) {
    return IntStream.range(0, count).mapToObj(BulkSamples::key).toList();
  }

  /** The text that a call sends. */
  static String text(InvokeCall call) {
    return new String(call.body(), UTF_8).replaceAll(".*\"inputText\":\"([^\"]*)\".*", "$1");
  }

  /** An unbounded source that counts the items read. */
  static Stream<BulkItem> endless(AtomicInteger pulled) {
    return Stream.generate(() -> item(pulled.getAndIncrement()));
  }

  /** Starts a run in virtual time, with the shortest delays before retries. */
  static BulkRun start(
      TitanEmbeddingsAsyncClient titan,
      BulkOptions options,
      List<BulkItem> items,
      VirtualTime time) {
    return new BulkRun(titan, options, time.watched(Source.of(items)), time);
  }
}
