import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.storage.S3ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Embeds an image in Amazon S3; requires the dependency software.amazon.awssdk:s3. */
public final class UseS3Image {
  public static void main(String[] args) throws IOException {
    String uri = "s3://" + (args.length > 0 ? args[0] : "images") + "/shoes/1.png";
    try (S3ObjectStore store = S3ObjectStore.create();
        TitanEmbeddingsClient titan = TitanEmbeddingsClient.create()) {
      byte[] shoe = Files.readAllBytes(Path.of("target/example-data/shoe.png"));
      store.write(S3Uri.of(uri), shoe).join();

      ImageInput image = ImageInput.fromS3(store, uri);
      ImageInfo info = image.probe();
      System.out.println(
          info.formatName() + ", " + info.width() + " x " + info.height() + " pixels");
      EmbeddingResponse response = titan.embed(r -> r.text("red shoe").image(image));
      System.out.println("dimensions: " + response.embedding().length());
    }
  }
}

// Output:
// PNG, 640 x 480 pixels
// dimensions: 1024
