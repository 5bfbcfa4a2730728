import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.model.EmbeddingResponse;

/** Embeds a text. */
public final class EmbedText {
  public static void main(String[] args) {
    try (TitanEmbeddingsClient titan = TitanEmbeddingsClient.create()) {
      EmbeddingResponse response = titan.embed(r -> r.text("red running shoe"));
      float[] vector = response.embedding().toArray();
      System.out.println("dimensions: " + vector.length);
      System.out.println("tokens: " + response.inputTextTokenCount().orElse(0));
    }
  }
}

// Output:
// dimensions: 1024
// tokens: 4
