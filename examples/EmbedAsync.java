import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.model.EmbeddingResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Embeds several texts concurrently, without a thread per call, and cancels a call. */
public final class EmbedAsync {
  public static void main(String[] args) {
    try (TitanEmbeddingsAsyncClient titan = TitanEmbeddingsAsyncClient.create()) {
      List<CompletableFuture<EmbeddingResponse>> responses =
          List.of("red shoe", "blue jacket", "green hat").stream()
              .map(text -> titan.embed(r -> r.text(text)))
              .toList();
      for (CompletableFuture<EmbeddingResponse> response : responses) {
        System.out.println("tokens: " + response.join().inputTextTokenCount().orElse(0));
      }

      CompletableFuture<EmbeddingResponse> unwanted = titan.embed(r -> r.text("yellow umbrella"));
      unwanted.cancel(true); // aborts the HTTP request, unless it is already complete
      System.out.println("done: " + unwanted.isDone());
    }
  }
}

// Output:
// tokens: 2
// tokens: 3
// tokens: 2
// done: true
