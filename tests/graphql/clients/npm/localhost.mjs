// For node --import: what ends in .localhost is this machine, as in browsers and curl, whatever /etc/hosts says.
import dns from "node:dns";

const { lookup } = dns;
dns.lookup = (host, ...rest) => lookup(host.endsWith(".localhost") ? "127.0.0.1" : host, ...rest);
