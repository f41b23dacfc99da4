-- PostgreSQL makes the gateway's database by itself; n8n's is this one.
create database n8n;
