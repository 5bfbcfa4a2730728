import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.SeparateEmbeddings;
import io.github.titanembeddings.testing.TestImages;
import java.util.Locale;

/** Embeds a text and a picture as one vector, and the same item as three. */
public final class EmbedTextAndImage {
  public static void main(String[] args) {
    byte[] picture = TestImages.png(640, 480);
    try (TitanEmbeddingsClient titan = TitanEmbeddingsClient.create()) {
      EmbeddingRequest item =
          EmbeddingRequest.builder()
              .text("red running shoe")
              .image(ImageInput.of(picture))
              .outputEmbeddingLength(256)
              .build();
      Embedding joint = titan.embed(item).embedding();
      System.out.println("dimensions: " + joint.length());

      SeparateEmbeddings three = titan.embedSeparately(item);
      Embedding average =
          Embedding.weightedAverage(three.text().embedding(), 1, three.image().embedding(), 1);
      System.out.printf(Locale.ROOT, "joint to average: %.3f%n", joint.cosine(average));
      Embedding rather =
          Embedding.weightedAverage(three.text().embedding(), 1, three.image().embedding(), 3);
      System.out.println("picture counts more: " + rather.normalized().length() + " dimensions");
    }
  }
}

// Output:
// dimensions: 256
// joint to average: 1.000
// picture counts more: 256 dimensions
