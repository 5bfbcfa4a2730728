package io.github.titanembeddings.internal.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.titanembeddings.EmbeddingListener;
import io.github.titanembeddings.internal.concurrent.ListenerThread;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallObserverTest {
  private static final EmbeddingResponse RESPONSE =
      EmbeddingResponse.builder().embedding(Embedding.of(1)).modelId(ModelId.onDemand()).build();

  private static ClientSettings settings(@Nullable EmbeddingListener listener) {
    return new ClientSettings(
        ModelId.onDemand(),
        EmbeddingRequest.builder(),
        listener,
        new ListenerThread("test"),
        new AtomicLong(),
        true);
  }

  /** Returns the bytes that this thread allocates to observe a number of calls. */
  private static long allocatedBytes(ClientSettings settings, int calls) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    CompletableFuture<EmbeddingResponse> response = new CompletableFuture<>();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < calls; i++) {
      CallObserver observer = settings.inCurrentContext().observer();
      observer.sending(100, 1);
      observer.retriesAfter(0);
      CompletableFuture<EmbeddingResponse> unused = observer.watched(response);
      observer.succeeded(RESPONSE);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void costsNothingWithoutAListener() {
    ClientSettings silent = settings(null);
    ClientSettings listened = settings(new EmbeddingListener() {});
    allocatedBytes(silent, 10); // loads the classes
    allocatedBytes(listened, 10);

    assertThat(allocatedBytes(silent, 1_000)).isLessThan(1_000); // less than a byte per call
    assertThat(allocatedBytes(listened, 1_000)).isGreaterThan(100_000);
    listened.listenerThread().close();
  }
}
