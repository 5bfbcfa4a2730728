import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.storage.S3ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.testing.TestImages;

/** Embeds a picture that lies in Amazon S3; needs the dependency software.amazon.awssdk:s3. */
public final class UseS3Image {
  public static void main(String[] args) {
    String bucket = args.length > 0 ? args[0] : "pictures";
    String uri = "s3://" + bucket + "/shoes/1.png";
    try (S3ObjectStore store = S3ObjectStore.create();
        TitanEmbeddingsClient titan = TitanEmbeddingsClient.create()) {
      store.write(S3Uri.of(uri), TestImages.png(640, 480)).join();

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
