import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Sends each message, waits for its echo, closes; prints what it sent and received as JSON. Arguments: URL ROUNDS. */
public class Client {
    static String entry(int opcode, byte[] bytes) throws Exception {
        var digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        return "{\"opcode\":" + opcode + ",\"length\":" + bytes.length + ",\"sha256\":\"" + digest + "\"}";
    }

    public static void main(String[] arguments) throws Exception {
        List<String> sent = new ArrayList<>(), received = new ArrayList<>();
        var echoes = new LinkedBlockingQueue<String>();
        var closed = new CompletableFuture<Integer>();
        var listener = new WebSocket.Listener() {
            final StringBuilder text = new StringBuilder();

            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                text.append(data);
                if (last) {
                    try {
                        echoes.add(entry(1, text.toString().getBytes(StandardCharsets.UTF_8)));
                    } catch (Exception problem) {
                        closed.completeExceptionally(problem);
                    }
                    text.setLength(0);
                }
                socket.request(1);
                return null;
            }

            public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                closed.complete(code);
                return null;
            }
        };
        var socket = HttpClient.newHttpClient().newWebSocketBuilder().subprotocols("chat.v1")
            .buildAsync(URI.create(arguments[0]), listener).get(10, TimeUnit.SECONDS);
        for (int round = 0; round < Integer.parseInt(arguments[1]); round++) {
            var message = round == 0 ? "Grüße, 世界" : "round " + round + ": " + "x".repeat(1500);
            sent.add(entry(1, message.getBytes(StandardCharsets.UTF_8)));
            socket.sendText(message, true).get(10, TimeUnit.SECONDS);
            received.add(echoes.poll(10, TimeUnit.SECONDS));
        }
        socket.sendClose(1000, "bye").get(10, TimeUnit.SECONDS);
        closed.get(10, TimeUnit.SECONDS);
        System.out.println("{\"sent\":" + sent + ",\"received\":" + received + "}");
    }
}
