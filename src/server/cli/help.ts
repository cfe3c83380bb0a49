export const HELP = `Jim server: a small office's messenger server for the jim1 protocol.

  server [options]                       serve until SIGTERM or Ctrl+C
  server user add ID [--name NAME]       add an account; the password is read from standard input
  server user passwd ID                  set an account's password
  server user list                       list the accounts

Options
  --host ADDRESS        address to listen on (127.0.0.1)
  --tcp PORT            jim1 over TCP (9001); 0 takes a free port
  --ws PORT             jim1 over WebSocket (9000)
  --http PORT           log-in, history, directory (9002)
  --data DIR            where everything is kept (jim-server-data in the current folder)
  --demo                fill an empty store with sample people (password: demo) and a year of history; they answer
  --bots                two accounts that answer, in an office of your own
  --no-bots             with --demo: nobody answers
  --tls-cert FILE       PEM certificate; TLS on all three ports, together with
  --tls-key FILE        its PEM key
  --http-base URL       the HTTP address that clients are told, when it is not this host's
  --metrics ADDR:PORT   where /healthz, /readyz and /metrics are asked, in plain HTTP, not on the HTTP port
  --max-body-bytes N    the largest body a client may send (1048576)
  --files DIR           where uploaded files are kept (files in the data folder)
  --max-file SIZE       the largest file, in bytes or as 500M, 2G (2G)
  --quota SIZE          what the files of one user may weigh together (20G)
  --quota-all SIZE      what those of all may weigh; without it the disk's end less 64 MiB is the limit
  --faults FILE         JSON list of scripted faults, for testing clients
  --quiet               log nothing
  --help                this text

When it listens it prints one line of JSON to standard output: {"tcp":9001,"ws":9000,"http":9002}.
The log goes to standard error. SIGTERM tells every client that the server shuts down, and exits 0.
`
