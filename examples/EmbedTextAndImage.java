import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.SeparateEmbeddings;
import java.nio.file.Path;
import java.util.Locale;

/** Embeds a text and an image as one vector, and the same item as three. */
public final class EmbedTextAndImage {
  public static void main(String[] args) {
    Path shoe = Path.of(args.length > 0 ? args[0] : "target/example-data/shoe.png");
    try (TitanEmbeddingsClient titan = TitanEmbeddingsClient.create()) {
      EmbeddingRequest item =
          EmbeddingRequest.builder()
              .text("red running shoe")
              .image(ImageInput.of(shoe))
              .outputEmbeddingLength(256)
              .build();
      Embedding joint = titan.embed(item).embedding();
      System.out.println("dimensions: " + joint.length());

      SeparateEmbeddings three = titan.embedSeparately(item);
      Embedding text = three.text().embedding();
      Embedding image = three.image().embedding();
      Embedding average = Embedding.weightedAverage(text, 1, image, 1);
      System.out.printf(Locale.ROOT, "joint to average: %.3f%n", joint.cosine(average));
      Embedding mostlyImage = Embedding.weightedAverage(text, 1, image, 3).normalized();
      System.out.println(
          "closer to the image: " + (mostlyImage.cosine(image) > joint.cosine(image)));
    }
  }
}

// Output:
// dimensions: 256
// joint to average: 1.000
// closer to the image: true
